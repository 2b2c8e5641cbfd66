/**
 * @file Weights to begin with, from another run or from the Python system: `phase1.trainer.init_from=…/best_val.pt`, all of
 * them or those of some parts (`phase1.trainer.init_parts=[encoder]`).
 */
import type { ModelState, NamedTensors } from "#engine";
import { readWeights } from "#stored-runs";
import { type TrainerConfig, variablesNamed } from "#training-loops";
import { FixableError } from "#utils/fixable-error.ts";

/**
 * The names in both are the same, so either's file fits a model of the same shape; all that is asked for, or nothing.
 *
 * @param wish `init_from` null for the random weights that are there; `init_parts` empty for everything
 * @throws FixableError `train/other-model` where the file is of another model, `checkpoints/…` where it cannot be read,
 *   `training/unknown-parameters` where the model has no such part
 */
export async function warmStart(
  state: ModelState,
  { init_from: path, init_parts: parts }: Pick<TrainerConfig, "init_from" | "init_parts">,
): Promise<void> {
  if (path === null) return;
  const isWanted = variablesNamed(parts, state.variables, "phase1.trainer.init_parts");
  const file = await readWeights(path);
  try {
    state.load(parts.length === 0 ? file : withParts(state, file, isWanted));
  } catch (error) {
    if (!(error instanceof FixableError)) throw error;
    throw new FixableError({
      code: "train/other-model",
      problem: `${path} does not hold the weights of ${parts.length === 0 ? "this model" : parts.join(" and ")}: ${error.message}`,
      where: "phase1.trainer.init_from",
      ...(lacksGlobalsToken(state, file) && { fix: "phase1.encoder.globals_token=false" }),
      cause: error,
    });
  }
}

/** The Python system has no latent for the globals. */
function lacksGlobalsToken(state: ModelState, file: NamedTensors): boolean {
  return state.variables.some(({ name }) => name.startsWith("encoder.globals.") && !file.has(name));
}

/** The state as it is, but for what is taken from a file. */
function withParts(state: ModelState, file: NamedTensors, isWanted: ReturnType<typeof variablesNamed>): NamedTensors {
  const own = [...state.toTensors()].filter(([name]) => !isWanted({ name }));
  const taken = [...file].filter(([name]) => isWanted({ name }));
  return new Map([...own, ...taken]);
}
