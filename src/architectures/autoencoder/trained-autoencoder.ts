/** @file An autoencoder with the numbers of a checkpoint in it: what reconstructs, scores and is exported. */
import type { EventSizes } from "#data";
import { type HostTensor, ModelState, type NamedTensors, VariableScope } from "#engine";
import { type AutoencoderConfig, buildAutoencoder } from "./assembly.ts";
import type { Autoencoder } from "./autoencoder.ts";
import type { ModelOptions } from "./model-options.ts";

export interface TrainedAutoencoder {
  readonly model: Autoencoder;
  /** The numbers of the model. */
  readonly state: ModelState;
  /** The same, every variable by name, in the order of the model, as inputs of a graph; a critic's too. */
  readonly weights: Readonly<Record<string, HostTensor>>;
}

/**
 * @param sizes of the events that it was trained on
 * @param tensors by name, as in a checkpoint: all of the model's and no others
 * @throws FixableError `engine/state-mismatch`, which names each one that is missing, unknown or of another shape
 */
export function trainedAutoencoder(
  config: AutoencoderConfig,
  sizes: EventSizes,
  options: ModelOptions,
  tensors: NamedTensors,
): TrainedAutoencoder {
  const scope = VariableScope.root(0); // every number is replaced
  const model = buildAutoencoder(config, sizes, scope, options);
  const state = new ModelState(scope.variables);
  state.load(tensors);
  return { model, state, weights: Object.fromEntries(state.toTensors()) };
}
