/** @file Models of every kind with numbers of their own, untrained, over simulated events: enough to be exported. */
import { autoencoderConfig, buildAutoencoder, trainedAutoencoder } from "#architectures";
import { type Compat, dataConfig, type EnergyUnit, openEvents, transformFromDescription } from "#data";
import { ModelState, VariableScope } from "#engine";
import type { ExportedRun } from "#exports";

const layers = { dropout: 0.1, activation: "gelu" };
const globals = { globals_head: true, globals_hidden: [16], globals_beta: 0.1 };
const attention = { ...layers, width: 16, layers: 1, heads: 2, feedforward: 32 };
const messages = { ...layers, width: 16, message_width: 16, layers: 1 };
const codebook = { latent_dim: 8, codebook_size: 32, beta: 0.25, ema: true, ema_decay: 0.99 };

export const encoders: Readonly<Record<string, object>> = {
  mlp: { kind: "mlp", enc_hidden: [32], id_embed_dim: 4, ...layers },
  gnn: { kind: "gnn", ...messages, id_embed_dim: 4, pair_features: true },
  transformer: { kind: "transformer", ...attention, id_embed_dim: 4, pair_features: true, pair_hidden: 8 },
};

export const decoders: Readonly<Record<string, object>> = {
  mlp: { kind: "mlp", dec_hidden: [32], ...globals, ...layers },
  gnn: { kind: "gnn", ...messages, ...globals },
  transformer: { kind: "transformer", ...attention, ...globals },
  diffusion: {
    kind: "diffusion",
    ...attention,
    ...globals,
    prediction: "v",
    schedule: "cosine",
    sampling_steps: 4,
  },
};

export const bottlenecks: Readonly<Record<string, object>> = {
  none: { kind: "none", latent_dim: 8 },
  linear: { kind: "linear", latent_dim: 8 },
  variational: { kind: "variational", latent_dim: 8, beta: 0.1 },
  vq: { kind: "vq", ...codebook },
  cosine_vq: { kind: "cosine_vq", ...codebook },
  residual_vq: { kind: "residual_vq", depth: 3, ...codebook },
  fsq: { kind: "fsq", latent_dim: 8, levels: [5, 4, 3] },
};

export interface SmallModel {
  readonly encoder?: object;
  readonly decoder?: object;
  readonly latent_space?: object;
  readonly compat?: Compat;
  /** Of the validation split. */
  readonly events?: number;
  /** Of the file that the events would have come from. */
  readonly unit?: EnergyUnit;
  readonly seed?: number;
}

export async function smallRun(wish: SmallModel): Promise<ExportedRun> {
  const { encoder = encoders["mlp"], decoder = decoders["mlp"], latent_space = bottlenecks["none"] } = wish;
  const { compat = "none", events = 230, unit = "GeV", seed = 3 } = wish;
  const counts = { n_train: 200, n_val: events, n_test: 10 };
  const opened = await openEvents(dataConfig.parse({ kind: "synthetic", ...counts }), { compat, seed: 0 });
  const data = { ...opened, transform: transformFromDescription({ ...opened.transform.describe(), unit }) };
  const phase1 = autoencoderConfig.parse({ encoder, decoder, latent_space });
  const scope = VariableScope.root(seed);
  const options = { compat, transform: data.transform.describe() };
  buildAutoencoder(phase1, data.sizes, scope, options);
  const tensors = new ModelState(scope.variables).toTensors();
  const model = trainedAutoencoder(phase1, data.sizes, options, tensors);
  return { ...model, data, runtime: { device: "cpu", threads: 1 }, about: { run: "small" } };
}
