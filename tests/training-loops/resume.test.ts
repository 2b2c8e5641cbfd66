/** @file Every loop, cut after an epoch and taken up again, gives the bits of one that was never cut. */

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { composeConfig, resolvedJob, toPlain } from "#config";
import { openEvents } from "#data";
import { type EpochEvent, type LoopName, type LoopPosition, trainingLoops } from "#training-loops";
import { trainConfig } from "../../src/cli/train/train-config.ts";

const configs = join(import.meta.dirname, "../../configs");
const overridesOf: { readonly [K in LoopName]: readonly string[] } = {
  ae: ["phase1/latent_space=vq", "phase1.encoder.dropout=0.1"],
  gan_ae: ["phase1/loss=adversarial", "phase1.loss.critic.spectral_norm=true"],
  diffusion_ae: ["phase1/decoder=diffusion"],
  test_mlp: [],
};

/** Every option that keeps something from step to step or from epoch to epoch. */
const ways: Readonly<Record<string, readonly string[]>> = {
  "as it is by default": [],
  ...Object.fromEntries(
    ["adamw", "lion", "radam", "sgd"].map((kind) => [
      `with ${kind}`,
      [`phase1/optimizer=${kind}`, "phase1.trainer.lr=3e-4"],
    ]),
  ),
  ...Object.fromEntries(["step", "cosine", "one_cycle"].map((kind) => [`with ${kind}`, [`phase1/schedule=${kind}`]])),
  "with a rate that falls on a plateau": [
    "phase1/schedule=reduce_on_plateau",
    "phase1.schedule.patience=0",
    "phase1.schedule.threshold=0.9",
  ],
  "with batches gathered over the end of an epoch": ["phase1.trainer.accumulate=3", "phase1.trainer.batch_size=32"],
  "with weights of classes and of features": ["data.class_weights=balanced", "phase1.loss.feature_weights.eta=3"],
  "with averaged weights": ["phase1.trainer.ema_decay=0.9"],
  "with an early end in sight": [
    "phase1.trainer.early_stopping.patience=2",
    "phase1.trainer.early_stopping.min_delta=1000",
  ],
};

async function prepared(loop: LoopName, way: string) {
  const small = ["data=synthetic", "data.n_train=200", "data.n_val=60", "data.n_test=60", "phase1.trainer.epochs=3"];
  const composition = composeConfig({
    folders: [{ provider: "main", path: configs }],
    configName: "config",
    overrides: [`loop=${loop}`, ...small, ...overridesOf[loop], ...ways[way]!],
    jobName: "test",
  });
  const config = trainConfig.parse(toPlain(resolvedJob(composition)));
  const data = await openEvents(config.data, { compat: config.compat, seed: config.phase1.trainer.seed });
  return trainingLoops[loop].prepare({ config, data, runtime: { device: "cpu", threads: 1 } });
}

describe.each(Object.keys(trainingLoops) as LoopName[])("loop %s", (loop) => {
  test.each(Object.keys(ways))("%s goes on after its first epoch as if nothing had happened", async (way) => {
    const whole = await prepared(loop, way);
    const epochs: EpochEvent[] = [];
    let cut: { position: LoopPosition; snapshot: ReturnType<typeof whole.state.toSnapshot> } | undefined;
    for await (const event of whole.events()) {
      if (event.kind !== "epoch") continue;
      epochs.push(event);
      if (event.epoch > 0) continue;
      const best = {
        epoch: 0,
        loss: event.validation.losses.total,
        weights: whole.state.toTensors(whole.state.judged),
      };
      const memory = JSON.parse(JSON.stringify(event.memory));
      cut = { position: { epoch: 1, best, wallSeconds: 1, memory }, snapshot: whole.state.toSnapshot() };
    }
    const resumed = await prepared(loop, way);
    resumed.state.restore(cut!.snapshot);
    const later: EpochEvent[] = [];
    for await (const event of resumed.events(cut!.position)) if (event.kind === "epoch") later.push(event);
    expect(later.map(({ epoch }) => epoch)).toEqual([1, 2]);
    const measured = ({ train, validation, isBest, memory }: EpochEvent) => ({ train, validation, isBest, memory });
    expect(later.map(measured)).toEqual(epochs.slice(1).map(measured));
    expect(resumed.state.toTensors()).toEqual(whole.state.toTensors());
  });
});
