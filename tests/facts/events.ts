/** @file Training events with numbers that can be told apart, and who the run is that says them. */

import type { RunMeta } from "#facts";
import type { EpochEvent, SplitResult, TrainingEvent } from "#training-loops";

export const meta: RunMeta = {
  id: "11111111-2222-3333-4444-555555555555",
  name: "test",
  argv: ["thesis-train", "phase1/latent_space=vq"],
  config_sha256: "00ff",
  seed: 7,
  data: {
    path: "events.h5",
    sha256: "ff00",
    unit: "GeV",
    datasets: { train: "X_train", val: "X_val", test: "X_test" },
    counts: { train: 4000, val: 800, test: 800 },
    transform: { kind: "physics" } as RunMeta["data"]["transform"],
  },
  axes: { encoder: "mlp", bottleneck: "vq", globals_beta: 10 },
  git: { commit: "abc", dirty: true, diff: "# untracked: a.ts\n" },
  host: { hostname: "here", platform: "linux", arch: "x64", cpu: "one", cores: 2, memory_mib: 100 },
  versions: { node: "20.19.0" },
  device: "cpu",
  threads: 1,
};

export function result(total: number, perplex: number): SplitResult {
  return {
    losses: { total, rec_tokens: total / 2, rec_globals: total / 4, codebook: 0, commit: total / 8 },
    metrics: { perplex, codes_used: 3 },
    codeCounts: Float64Array.of(1, 2, 3),
  };
}

export const started: TrainingEvent = {
  kind: "started",
  epochs: 3,
  stepsPerEpoch: 32,
  trainEvents: 4000,
  parameters: 46_000,
};

export function validated(epoch: number): TrainingEvent {
  return { kind: "validated", epoch, validation: result(20 - epoch, 1.5), reconstruction: never };
}

export function epochEvent(epoch: number, change: Partial<EpochEvent> = {}): EpochEvent {
  return {
    kind: "epoch",
    epoch,
    train: result(10 - epoch, 1.25),
    validation: result(20 - epoch, 1.5),
    isBest: true,
    wallSeconds: 2.5,
    throughput: 1600,
    ...change,
  };
}

export const trained: TrainingEvent = {
  kind: "trained",
  epochs: 3,
  best: { epoch: 2, loss: 18 },
  wallSeconds: 8,
  reconstruction: never,
  latency: never,
};

export const tested: TrainingEvent = {
  reconstruction: null,
  latency: null,
  flopsPerEvent: null,
  kind: "tested",
  events: 80,
  weights: "latest",
  test: result(19, 1.4),
  wallSeconds: 0.5,
};

/** A whole training of three epochs. */
export const wholeTraining: readonly TrainingEvent[] = [
  started,
  { kind: "step", epoch: 0, step: 0, loss: 11 },
  ...[0, 1, 2].flatMap((epoch) => [validated(epoch), epochEvent(epoch)]),
  trained,
  tested,
];

function never(): never {
  throw new Error("facts do not run the model");
}
