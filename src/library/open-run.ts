/** @file A run on disk, opened again: its config, its events, and the model of its best epoch. */
import { resolve } from "node:path";
import { openStoredRun } from "#cli/train";
import type { EventSource, Split } from "#data";
import { openStoredModel, settingsOf, testedCheckpoint } from "#stored-runs";
import { Reconstructor, type TestedSample } from "#training-loops";
import type { TrainConfig } from "./compose-training.ts";

export interface TrainedRun extends AsyncDisposable {
  readonly config: TrainConfig;
  /** Those it began with, transformed as then. */
  readonly events: EventSource;
  /**
   * Runs the model on the first events of a split: what went in and what came back, in GeV, and the error of each event.
   *
   * @param count all there are unless told
   */
  reconstruct(split: Split, count?: number): Promise<TestedSample>;
  /** Frees the model; `await using` does so too. */
  close(): Promise<void>;
}

/**
 * @param options.dataPath where the events file is now, if it has moved
 * @throws FixableError `train/no-run`, `stored-runs/…` where it has no model or the events are others, `checkpoints/…`
 */
export async function openRun(folder: string, { dataPath }: { readonly dataPath?: string } = {}): Promise<TrainedRun> {
  const { runFolder, config, data, runtime } = await openStoredRun(resolve(folder), { dataPath });
  const trainedOn = { sizes: data.sizes, transform: data.transform.describe() };
  const checkpoint = testedCheckpoint(config, runFolder);
  const { model, state } = await openStoredModel(checkpoint, settingsOf(runFolder), trainedOn);
  const reconstructor = new Reconstructor(model, state, data, { runtime, seed: config.phase1.trainer.seed });
  const close = () => reconstructor[Symbol.asyncDispose]();
  return {
    config,
    events: data,
    reconstruct: (split, count = data.counts[split]) => reconstructor.sample(split, count),
    close,
    [Symbol.asyncDispose]: close,
  };
}
