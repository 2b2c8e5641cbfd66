/** @file Each loop with the default config, small: for what must hold of all of them. */
import { join } from "node:path";
import { composeConfig, resolvedJob, toPlain } from "#config";
import { openEvents } from "#data";
import { type LoopName, type PreparedTraining, trainingLoops } from "#training-loops";
import { trainConfig } from "../../src/cli/train/train-config.ts";

const configs = join(import.meta.dirname, "../../configs");
const overridesOf: { readonly [K in LoopName]: readonly string[] } = {
  ae: ["phase1/latent_space=vq", "phase1.encoder.dropout=0.1"],
  gan_ae: ["phase1/loss=adversarial", "phase1.loss.critic.spectral_norm=true"],
  diffusion_ae: ["phase1/decoder=diffusion"],
  test_mlp: [],
};

export async function preparedLoop(
  loop: LoopName,
  overrides: readonly string[] = [],
  threads = 1,
): Promise<PreparedTraining> {
  const small = ["data=synthetic", "data.n_train=200", "data.n_val=60", "data.n_test=60", "phase1.trainer.epochs=3"];
  const composition = composeConfig({
    folders: [{ provider: "main", path: configs }],
    configName: "config",
    overrides: [`loop=${loop}`, ...small, ...overridesOf[loop], ...overrides],
    jobName: "test",
  });
  const config = trainConfig.parse(toPlain(resolvedJob(composition)));
  const data = await openEvents(config.data, { compat: config.compat, seed: config.phase1.trainer.seed });
  return trainingLoops[loop].prepare({ config, data, runtime: { device: "cpu", threads } });
}
