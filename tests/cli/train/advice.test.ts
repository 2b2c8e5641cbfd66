/** @file What errors advise to type: it composes, and the schema takes it. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkConfig, composeConfig, resolvedJob, toPlain } from "#config";
import { trainConfig } from "../../../src/cli/train/train-config.ts";

function check(...overrides: readonly string[]): void {
  const composition = composeConfig({
    folders: [{ provider: "main", path: join(import.meta.dirname, "../../../configs") }],
    configName: "config",
    jobName: "thesis-train",
    isClosed: true,
    overrides,
  });
  checkConfig(trainConfig, toPlain(resolvedJob(composition)), composition);
}

function adviceOn(mistake: string): readonly string[] {
  try {
    check(mistake);
  } catch (error) {
    const [, advice = ""] = / {2}try: {3}(.*)$/m.exec((error as Error).message) ?? [];
    return advice.split(/, or | or /).filter(Boolean);
  }
  throw new Error(`${mistake} is no mistake`);
}

test.each([
  ["latent_space=vq", "phase1/latent_space=vq"],
  ["latnet_space=vq", "phase1/latent_space=vq"],
  ["phase1.latent_space=vq", "phase1/latent_space=vq"],
  ["phase1/latentspace=vq", "phase1/latent_space=vq"],
  ["phase1/latent_space=vqq", "phase1/latent_space=vq"],
  ["encoder=gnn", "phase1/encoder=gnn"],
  ["phase1/encoder=mpl", "phase1/encoder=mlp"],
  ["epoch=3", "phase1.trainer.epochs=3"],
  ["epochs=3", "phase1.trainer.epochs=3"],
  ["phase1.trainer.epoch=3", "phase1.trainer.epochs=3"],
  ["phase1.trainer.bathc_size=3", "phase1.trainer.batch_size=3"],
  ["seed=3", "phase1.trainer.seed=3"],
  ["hydra.job.nam=mine", "hydra.job.name=mine"],
  ["hydra.job.nam=7", "hydra.job.name=7"],
  ["loop=aee", "loop=ae"],
  ["+debug=fast_dev_run", "debug=fast_dev_run"],
  ["+phase1/loss=adversarial", "phase1/loss=adversarial"],
  ["experiment=all_models", "+phase1/experiment=all_models"],
  ["+phase1/experiment=all_model", "+phase1/experiment=all_models"],
  ["logging=plots_ful", "logging=plots_full"],
])("%s is answered with %s, and all that is advised works", (mistake, wanted) => {
  const advice = adviceOn(mistake);
  expect(advice).toContain(wanted);
  for (const each of advice) expect(() => check(each), each).not.toThrow();
});

test.each([
  ["nothing_like_it=1"],
  ["phase1.trainer.epochs=abc"],
  ["phase1.trainer.epochs"],
])("%s is not answered with something that fails", (mistake) => {
  for (const each of adviceOn(mistake)) expect(() => check(each.replace("VALUE", "3")), each).not.toThrow();
});
