/** @file How long one forward pass takes, by batch size: what a user of the model waits for. */
import { toHostBatch } from "#architectures";
import type { EventSource } from "#data";
import type { Compiled, ModelState } from "#engine";
import type { Latency } from "./training-event.ts";

const BATCH_SIZES = [1, 64, 512];
/** Fewer of both where they would take longer than `ENOUGH_MS`: a short training must not wait for its stop-watch. */
const WARM_UPS = { most: 5, fewest: 1 };
const REPEATS = { most: 50, fewest: 5 };
const ENOUGH_MS = 100;

export async function measureLatency(
  { data, state }: { readonly data: EventSource; readonly state: ModelState },
  reconstructor: Compiled,
): Promise<Latency[]> {
  const weights = Object.fromEntries(state.toTensors());
  const results: Latency[] = [];
  for (const batchSize of BATCH_SIZES) {
    // where there are fewer events some come again: a pass takes as long whatever is in it
    const rows = Int32Array.from({ length: batchSize }, (_, row) => row % data.counts.val);
    const [events] = data.batchesOf("val", rows, batchSize);
    const batch = toHostBatch(events!);
    const pass = () => reconstructor.run(batch, weights, 0);
    await timesOf(pass, WARM_UPS);
    const times = (await timesOf(pass, REPEATS)).sort((a, b) => a - b);
    const at = (share: number) => times[Math.floor(share * times.length)]!;
    results.push({ batchSize, medianMs: at(0.5), p95Ms: at(0.95) });
  }
  return results;
}

/** Milliseconds of each pass. */
async function timesOf(pass: () => Promise<unknown>, { most, fewest }: typeof REPEATS): Promise<number[]> {
  const times: number[] = [];
  const begin = performance.now();
  while (times.length < most && (times.length < fewest || performance.now() - begin < ENOUGH_MS)) {
    const start = performance.now();
    await pass();
    times.push(performance.now() - start);
  }
  return times;
}
