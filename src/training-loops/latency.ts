/** @file How long one forward pass takes, by batch size: what a user of the model waits for. */
import { toHostBatch } from "#architectures";
import type { EventSource } from "#data";
import type { Compiled, ModelState } from "#engine";
import type { Latency } from "./training-event.ts";

const BATCH_SIZES = [1, 64, 512];
const WARM_UPS = 5;
const REPEATS = 50;

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
    for (let i = 0; i < WARM_UPS + REPEATS; i++) {
      const start = performance.now();
      await reconstructor.run(batch, weights, 0);
      if (i >= WARM_UPS) times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    results.push({ batchSize, medianMs: times[REPEATS / 2]!, p95Ms: times[Math.floor(0.95 * REPEATS)]! });
  }
  return results;
}
