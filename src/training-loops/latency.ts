/** @file How long one forward pass takes, by batch size: what a user of the model waits for. */
import { toHostBatch } from "#architectures";
import type { EventSource } from "#data";
import type { Compiled, ModelState } from "#engine";
import type { Latency } from "./training-event.ts";

const BATCH_SIZES = [1, 64, 512];

/** How many passes: fewer where they would take longer than `ENOUGH_MS`, a short training must not wait for its stop-watch. */
interface Passes {
  readonly most: number;
  readonly fewest: number;
}

const WARM_UPS: Passes = { most: 5, fewest: 1 };
const REPEATS: Passes = { most: 50, fewest: 5 };
const ENOUGH_MS = 100;
/** Of a training that only looks whether everything runs. */
const ONCE = [
  { most: 0, fewest: 0 },
  { most: 1, fewest: 1 },
] as const satisfies readonly [warmUps: Passes, repeats: Passes];

/** @param isOnce one pass each, which says little: for trainings that look at a few batches only */
export async function measureLatency(
  { data, state, isOnce }: { readonly data: EventSource; readonly state: ModelState; readonly isOnce: boolean },
  reconstructor: Compiled,
): Promise<Latency[]> {
  const [warmUps, repeats] = isOnce ? ONCE : [WARM_UPS, REPEATS];
  const weights = Object.fromEntries(state.toTensors());
  const results: Latency[] = [];
  for (const batchSize of BATCH_SIZES) {
    // where there are fewer events some come again: a pass takes as long whatever is in it
    const rows = Int32Array.from({ length: batchSize }, (_, row) => row % data.counts.val);
    const [events] = data.batchesOf("val", rows, batchSize);
    const batch = toHostBatch(events!);
    const pass = () => reconstructor.run(batch, weights, 0);
    await timesOf(pass, warmUps);
    const times = (await timesOf(pass, repeats)).sort((a, b) => a - b);
    const at = (share: number) => times[Math.floor(share * times.length)]!;
    results.push({ batchSize, medianMs: at(0.5), p95Ms: at(0.95) });
  }
  return results;
}

/** Milliseconds of each pass. */
async function timesOf(pass: () => Promise<unknown>, { most, fewest }: Passes): Promise<number[]> {
  const times: number[] = [];
  const begin = performance.now();
  while (times.length < most && (times.length < fewest || performance.now() - begin < ENOUGH_MS)) {
    const start = performance.now();
    await pass();
    times.push(performance.now() - start);
  }
  return times;
}
