/** @file Weights to begin with, from another run or from the Python system: `phase1.trainer.init_from=…/best_val.pt`. */
import { readCheckpoint } from "#checkpoints";
import type { ModelState } from "#engine";
import { FixableError } from "#utils/fixable-error.ts";

/**
 * The names in both are the same, so either's file fits a model of the same shape; all of it, or nothing.
 *
 * @param path null for the random weights that are there
 * @throws FixableError `train/other-model` where the file is of another model, `checkpoints/…` where it cannot be read
 */
export async function warmStart(state: ModelState, path: string | null): Promise<void> {
  if (path === null) return;
  const tensors = await readCheckpoint(path);
  try {
    state.load(tensors);
  } catch (error) {
    if (!(error instanceof FixableError)) throw error;
    throw new FixableError({
      code: "train/other-model",
      problem: `${path} does not hold the weights of this model: ${error.message}`,
      where: "phase1.trainer.init_from",
      cause: error,
    });
  }
}
