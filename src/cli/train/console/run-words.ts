/** @file What is said of a run before its first step and after its last one. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { StageCost } from "#architectures";
import type { EventSource } from "#data";
import type { Runtime } from "#engine";
import type { LoopPosition, TrainingEvent } from "#training-loops";
import { shortPath } from "#utils/short-path.ts";
import type { TrainConfig } from "../train-config.ts";
import { modelTable } from "./model-table.ts";
import type { RunConsole } from "./run-console.ts";

/** What is told of. */
export interface ToldRun {
  readonly config: TrainConfig;
  readonly runFolder: string;
  readonly data: EventSource;
  readonly runtime: Runtime;
}

export interface Introduction {
  readonly console: RunConsole;
  readonly parts: readonly StageCost[];
  /** Where a run is taken up. */
  readonly from: LoopPosition | undefined;
}

export function introduce(
  { parameters, trainEvents, epochs, stepsPerEpoch }: Extract<TrainingEvent, { kind: "started" }>,
  { config: { loop, compat }, data, runtime, runFolder }: ToldRun,
  { console, parts, from }: Introduction,
): void {
  const kinds = parts.map(({ kind }) => kind).join(" → ");
  console.say(
    `${loop}: ${kinds}, ${parameters.toLocaleString("en")} parameters, ${epochs} epoch${epochs === 1 ? "" : "s"}`,
  );
  for (const line of modelTable(parts)) console.say(line);
  console.say(`events: ${trainEvents.toLocaleString("en")} for training from ${shortPath(data.provenance.path)}`);
  for (const warning of data.warnings) console.say(`note: ${warning}`);
  const cores = availableParallelism();
  if (runtime.threads > cores)
    console.say(`note: threads=${runtime.threads} on ${cores} cores is slower than threads=${cores}`);
  if (compat === "reference") console.say("note: compat=reference, the arithmetic of the Python system");
  console.say(`run: ${shortPath(runFolder)}`);
  if (!from) return;
  const within = from.part ? ` and ${from.part.steps} of ${stepsPerEpoch} steps` : "";
  console.say(`resumed after ${from.epoch} of ${epochs} epochs${within}`);
}

/** Of the few batches that `overfit_batches` repeats: in the first epoch, and after the last. */
export interface LearnedByHeart {
  readonly from: number;
  readonly to: number;
}

/** A loss below this share of the first epoch's is next to nothing. */
const BY_HEART = 0.05;

export function sayLearnedByHeart({ from, to }: LearnedByHeart, { config }: ToldRun, console: RunConsole): void {
  const { overfit_batches, epochs } = config.phase1.trainer;
  const batches = overfit_batches === 1 ? "one batch" : `${overfit_batches} batches`;
  console.say(`learning ${batches} by heart: the loss went from ${from.toPrecision(4)} to ${to.toPrecision(4)}`);
  if (to > BY_HEART * from)
    console.say(`note: that is not next to nothing; try phase1.trainer.epochs=${3 * epochs}, or look at the model`);
}

export function conclude(
  { config: { logging }, runFolder }: ToldRun,
  console: RunConsole,
  best: Extract<TrainingEvent, { kind: "trained" }>["best"],
  testLoss: number,
): void {
  const found = best ? `best validation loss ${best.loss.toPrecision(5)} in epoch ${best.epoch + 1}, ` : "";
  console.say(`${found}test loss ${testLoss.toPrecision(5)}`);
  if (logging.make_plots && logging.save_artifacts && !logging.dry_run) {
    console.say(`figures: ${shortPath(join(runFolder, logging.figures_subdir))}`);
  }
  console.say(`weights: ${shortPath(join(runFolder, best ? "model.pt" : "last.pt"))}`);
}
