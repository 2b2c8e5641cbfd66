/** @file What a training would run with: overrides → the checked config, as `thesis-train --cfg job --resolve` shows it. */
import { type TrainConfig as SchemaConfig, trainApplication, trainConfig } from "#cli/train";
import { checkConfig, composeConfig, resolvedJob, toPlain } from "#config";

/** With a name of its own: notebooks write down the types of their variables, and cannot name those of the validator. */
export interface TrainConfig extends SchemaConfig {}

/**
 * @param overrides what is typed after `thesis-train`: `["phase1/latent_space=vq", "phase1.trainer.epochs=20"]`
 * @throws FixableError `config/…`, saying where and what to type
 */
export function composeTraining(overrides: readonly string[] = []): TrainConfig {
  const {
    name,
    configFolder,
    configName,
    hydraDefaults = {},
  } = trainApplication({ write: () => {} }, { requested: undefined, saves: 0 });
  const composition = composeConfig({
    folders: [{ provider: "main", path: configFolder }],
    configName,
    overrides,
    jobName: name,
    hydraDefaults,
    isClosed: true,
  });
  return checkConfig(trainConfig, toPlain(resolvedJob(composition)), composition);
}
