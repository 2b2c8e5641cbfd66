/** @file How long one forward pass takes, by batch size: what a user of the model waits for. */
import { toHostBatch } from "#architectures";
import type { EventSource } from "#data";
import type { Compiled, ModelState } from "#engine";
import type { Latency } from "./training-event.ts";

const BATCH_SIZES = [1, 64, 512];
const WARM_UPS = 5;
/** Fewer where they would take longer than `ENOUGH_MS`: a short training must not wait for its stop-watch. */
const REPEATS = 50;
const FEWEST_REPEATS = 10;
const ENOUGH_MS = 100;

export async function measureLatency(
  { data, state }: { readonly data: EventSource; readonly state: ModelState },
  reconstructor: Compiled,
): Promise<Latency[]> {
  const weights = Object.fromEntries(state.toTensors());
  const results: Latency[] = [];
  for (const batchSize of BATCH_SIZES) {
    const events = data.first("val", batchSize);
    if (events.size < batchSize) break;
    const batch = toHostBatch(events);
    const times: number[] = [];
    for (let i = 0; i < WARM_UPS; i++) await reconstructor.run(batch, weights, 0);
    const begin = performance.now();
    while (times.length < REPEATS && (times.length < FEWEST_REPEATS || performance.now() - begin < ENOUGH_MS)) {
      const start = performance.now();
      await reconstructor.run(batch, weights, 0);
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    const at = (share: number) => times[Math.floor(share * times.length)]!;
    results.push({ batchSize, medianMs: at(0.5), p95Ms: at(0.95) });
  }
  return results;
}
