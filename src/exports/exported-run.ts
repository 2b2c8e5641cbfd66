/** @file A trained model with its numbers, its events and who it is: what everything here is made from. */
import { type Autoencoder, type AutoencoderConfig, buildAutoencoder } from "#architectures";
import type { Compat, EventSource } from "#data";
import { type HostTensor, ModelState, type Runtime, VariableScope } from "#engine";

export interface ExportedRun {
  readonly model: Autoencoder;
  /** Every variable by name, in the order of the model. */
  readonly weights: Readonly<Record<string, HostTensor>>;
  readonly data: EventSource;
  readonly runtime: Runtime;
  /** What a file says of its origin, by name. */
  readonly about: Readonly<Record<string, string>>;
}

export interface RunToExport {
  readonly config: { readonly phase1: AutoencoderConfig; readonly compat: Compat };
  readonly data: EventSource;
  readonly runtime: Runtime;
  /** Of the checkpoint. */
  readonly tensors: Parameters<ModelState["load"]>[0];
  readonly about: ExportedRun["about"];
}

/** @throws FixableError `engine/state-mismatch` where the numbers are of another model */
export function openExportedRun({ config, tensors, data, ...rest }: RunToExport): ExportedRun {
  const scope = VariableScope.root(0); // every number is replaced
  const transform = data.transform.describe();
  const model = buildAutoencoder(config.phase1, data.sizes, scope, { compat: config.compat, transform });
  const state = new ModelState(scope.variables);
  state.load(tensors);
  return { ...rest, model, data, weights: Object.fromEntries(state.toTensors()) };
}
