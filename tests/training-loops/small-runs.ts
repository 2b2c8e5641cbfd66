/** @file Trainings small enough for tests: simulated events, narrow layers, one thread. */
import { autoencoderConfig } from "#architectures";
import { dataConfig, type EventSource, openEvents } from "#data";
import {
  type LoopConfig,
  type LoopName,
  type PreparedTraining,
  type TrainingEvent,
  trainerConfig,
  trainingLoops,
} from "#training-loops";

const layers = { dropout: 0, activation: "gelu" };

export const encoder = { kind: "mlp", enc_hidden: [32], id_embed_dim: 4, ...layers };
export const decoder = {
  kind: "mlp",
  dec_hidden: [32],
  globals_head: true,
  globals_hidden: [16],
  globals_beta: 0.1,
  ...layers,
};

export type Phase1 = Readonly<Record<string, unknown>>;

export interface SmallRun {
  readonly phase1?: Phase1;
  readonly trainer?: Readonly<Record<string, unknown>>;
  /** `optimizer` and `schedule` of the config. */
  readonly how?: Pick<LoopConfig["phase1"], "optimizer" | "schedule">;
  readonly events?: number;
  /** Groups of a loop of its own. */
  readonly rest?: Readonly<Record<string, unknown>>;
}

/** On simulated events, `events` of them for training. */
export async function prepare(loop: LoopName, run: SmallRun = {}): Promise<PreparedTraining> {
  const config = dataConfig.parse({ kind: "synthetic", n_train: run.events ?? 512, n_val: 128, n_test: 128 });
  return prepareOn(await openEvents(config, { compat: "none", seed: 0 }), loop, run);
}

export function prepareOn(
  data: EventSource,
  loop: LoopName,
  { phase1, trainer, how, rest }: SmallRun = {},
): PreparedTraining {
  const model = autoencoderConfig.parse({ encoder, decoder, latent_space: { kind: "none", latent_dim: 8 }, ...phase1 });
  const usual = { epochs: 4, batch_size: 64, lr: 2e-3, weight_decay: 0, grad_clip: 1, seed: 0 };
  return trainingLoops[loop].prepare({
    config: {
      phase1: { ...model, ...how, trainer: trainerConfig.parse({ ...usual, ...trainer }) },
      compat: "none",
      ...rest,
    },
    data,
    runtime: { device: "cpu", threads: 1 },
  });
}

type Of<K extends TrainingEvent["kind"]> = Extract<TrainingEvent, { kind: K }>;

export interface FinishedRun {
  readonly epochs: readonly Of<"epoch">[];
  readonly trained: Of<"trained">;
  readonly tested: Of<"tested">;
  readonly steps: number;
}

/** @param look called while the graphs of the run are still open */
export async function finish(
  { events }: PreparedTraining,
  look: (event: TrainingEvent) => Promise<void> | void = () => {},
): Promise<FinishedRun> {
  const epochs: Of<"epoch">[] = [];
  let [trained, tested]: [Of<"trained"> | undefined, Of<"tested"> | undefined] = [undefined, undefined];
  let steps = 0;
  for await (const event of events()) {
    await look(event);
    if (event.kind === "epoch") epochs.push(event);
    if (event.kind === "trained") trained = event;
    if (event.kind === "tested") tested = event;
    if (event.kind === "step") steps++;
  }
  return { epochs, trained: trained!, tested: tested!, steps };
}

/** All numbers of a model, for comparing runs to the bit. */
export function bitsOf({ state }: PreparedTraining): Record<string, number[]> {
  return Object.fromEntries([...state.toTensors()].map(([name, { data }]) => [name, [...data]]));
}
