/** @file The weights in a checkpoint, of ours or of the Python system: all that a model has, and nothing else. */
import { readCheckpoint } from "#checkpoints";
import type { ModelState, NamedTensors } from "#engine";
import { FixableError } from "#utils/fixable-error.ts";

/** Of these, the array holds the numbers themselves. */
const NUMBERS: ReadonlySet<string> = new Set(["float32", "float64"]);

/** @throws FixableError `checkpoints/…` where the file cannot be read, `stored-runs/other-dtype` */
export async function readWeights(path: string): Promise<NamedTensors> {
  const tensors = await readCheckpoint(path);
  const other = [...tensors].find(([, { dtype }]) => !NUMBERS.has(dtype));
  if (!other) return tensors;
  throw new FixableError({
    code: "stored-runs/other-dtype",
    problem: `${other[0]} is ${other[1].dtype}, expected ${[...NUMBERS].join(" or ")}`,
    where: path,
  });
}

/** All or none. @throws FixableError as `readWeights` and `fitting` */
export async function loadWeights(state: ModelState, path: string): Promise<void> {
  const weights = await readWeights(path);
  fitting(path, () => state.load(weights));
}

/** @throws FixableError `stored-runs/other-model`, which names each tensor that is missing, unknown or of another shape */
export function fitting<T>(path: string, load: () => T): T {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof FixableError) || error.code !== "engine/state-mismatch") throw error;
    throw new FixableError({ code: "stored-runs/other-model", problem: error.message, where: path, cause: error });
  }
}
