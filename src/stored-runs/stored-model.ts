/** @file The model of a run, with its weights: a checkpoint made a model again. */
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { type TrainedAutoencoder, trainedAutoencoder } from "#architectures";
import type { EventSizes, TransformDescription } from "#data";
import { FixableError } from "#utils/fixable-error.ts";
import type { RunSettings } from "./run-settings.ts";
import { fitting, readWeights } from "./weights.ts";

/** The events that a model was trained on: how many numbers of what it expects. */
export interface TrainedOn {
  readonly sizes: EventSizes;
  readonly transform: TransformDescription;
}

/** @throws FixableError `stored-runs/no-checkpoint`, `stored-runs/other-model`, `checkpoints/…` */
export async function openStoredModel(
  checkpoint: string,
  { model, compat }: Pick<RunSettings, "model" | "compat">,
  { sizes, transform }: TrainedOn,
): Promise<TrainedAutoencoder> {
  if (!existsSync(checkpoint)) {
    throw new FixableError({
      code: "stored-runs/no-checkpoint",
      problem: `the run has no ${basename(checkpoint)}: it has not come so far, or no validation loss was a number`,
      where: checkpoint,
    });
  }
  const weights = await readWeights(checkpoint);
  return fitting(checkpoint, () => trainedAutoencoder(model, sizes, { compat, transform }, weights));
}
