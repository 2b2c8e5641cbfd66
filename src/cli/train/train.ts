/** @file One training: the loop says what happens, and facts, checkpoints, figures and the progress line listen. */
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import type { StageCost } from "#architectures";
import type { EventSource } from "#data";
import type { Runtime } from "#engine";
import { type FactsWriter, openFactsWriter, reopenFactsWriter } from "#facts";
import { type Monitoring, openMonitoring } from "#monitoring";
import { type PreparedTraining, type TrainingEvent, trainingLoops } from "#training-loops";
import { FixableError } from "#utils/fixable-error.ts";
import { type ProgressStream, TrainingProgressShower } from "#utils/training-progress-shower.ts";
import { CheckpointKeeper } from "./checkpoint-keeper.ts";
import { modelTable } from "./model-table.ts";
import { restoreResumePoint } from "./resume-point.ts";
import type { RunLock } from "./run-lock.ts";
import { runMeta } from "./run-meta.ts";
import { EXIT_CODES, type StopSignal } from "./stop-signal.ts";
import type { TrainConfig } from "./train-config.ts";
import { warmStart } from "./warm-start.ts";
import { writeEvaluation } from "./write-evaluation.ts";

export interface TrainingRun {
  readonly config: TrainConfig;
  readonly runFolder: string;
  /** Of the run folder. */
  readonly lock: RunLock;
  readonly data: EventSource;
  readonly runtime: Runtime;
  readonly output: ProgressStream;
  /** What asks the training to stop at the end of a step. */
  readonly stop: StopSignal;
  /** Told everything the loop says, the steps included. */
  readonly onEvent?: ((event: TrainingEvent) => void) | undefined;
  /** Whether the folder holds a run that goes on. */
  readonly isResumed?: boolean;
}

/**
 * @returns the exit code: 0 for a training that came to its end, else what says which signal has stopped it
 * @throws whatever the loop throws, after it is on disk as the run's end
 */
export async function train(run: TrainingRun): Promise<number> {
  const { config, runFolder, data, runtime, isResumed = false } = run;
  const prepared = trainingLoops[config.loop].prepare({ config, data, runtime });
  if (!isResumed) await warmStart(prepared.state, config.phase1.trainer.init_from);
  const facts = isResumed
    ? await reopenFactsWriter(runFolder)
    : await openFactsWriter(runFolder, await runMeta(config, runFolder, data, runtime));
  const progress = new LateProgress(run.output);
  const monitoring = openMonitoring(config.logging, {
    figuresFolder: join(runFolder, config.logging.figures_subdir),
    onProblem: (line) => progress.say(line),
    onNote: (line) => config.logging.dry_run && progress.say(line),
  });
  try {
    const { stoppedBy, endedEarly } = await listen(run, prepared, { facts, monitoring, progress });
    await facts.finish(
      stoppedBy ? "interrupted" : "finished",
      stoppedBy ?? (endedEarly ? "early_stopping" : undefined),
    );
    if (!stoppedBy) return 0;
    return stoppedBy === "SIGTERM" ? config.requeue_exit_code : EXIT_CODES[stoppedBy];
  } catch (error) {
    progress.done();
    if (error instanceof FixableError && error.code === "train/lost-run") {
      await facts.abandon();
      throw error;
    }
    const failed = { kind: "failed", error } as const;
    // the first error is the one to tell, even where nothing can be written any more
    for (const tell of [
      () => facts.append(failed),
      () => monitoring.observe(failed),
      () => facts.finish("failed", error instanceof FixableError ? error.code : String(error)),
    ]) {
      await tell().catch(() => {});
    }
    throw error;
  }
}

interface Listeners {
  readonly facts: FactsWriter;
  readonly monitoring: Monitoring;
  readonly progress: LateProgress;
}

/** During an epoch it is asked at most this often whether the run is still ours. */
const STEP_CHECK_MS = 5000;

/** @returns the signal that stopped the training, if it did not come to its end */
async function listen(
  run: TrainingRun,
  { state, describe, events }: PreparedTraining,
  to: Listeners,
): Promise<{ readonly stoppedBy?: keyof typeof EXIT_CODES; readonly endedEarly?: boolean }> {
  const { runFolder, lock, output, stop } = run;
  const { facts, monitoring, progress } = to;
  const from = run.isResumed ? await restoreResumePoint(runFolder, state) : undefined;
  const checkpoints = new CheckpointKeeper(runFolder, state, from);
  let best: Extract<TrainingEvent, { kind: "trained" }>["best"] = null;
  let endedEarly = false;
  let learnedByHeart: LearnedByHeart | undefined;
  for await (const event of events(from)) {
    run.onEvent?.(event);
    lock.assertHeld(event.kind === "step" ? STEP_CHECK_MS : 0);
    await facts.append(event);
    if (event.kind === "step") {
      progress.step(event);
      if (!stop.requested) continue;
      progress.done();
      await monitoring.settled();
      await checkpoints.saveLast();
      output.write(`stopped by ${stop.requested}; the weights so far are in ${show(join(runFolder, "last.pt"))}\n`);
      output.write(`go on with: thesis-train resume=${show(runFolder)}\n`);
      return { stoppedBy: stop.requested };
    }
    await checkpoints.observe(event);
    if (event.kind === "started") introduce(event, run, { parts: describe(), resumedAt: from?.epoch });
    if (event.kind === "trained") [best, endedEarly] = [event.best, event.stoppedEarly === true];
    if (event.kind === "tested") await writeEvaluation(event, { ...run, parameters: state.parameterCount });
    progress.observe(event);
    await monitoring.observe(event);
    if (event.kind === "epoch" && run.config.phase1.trainer.overfit_batches !== null)
      learnedByHeart = { from: learnedByHeart?.from ?? event.train.losses.total, to: event.validation.losses.total };
    if (event.kind === "trained" && learnedByHeart) sayLearnedByHeart(learnedByHeart, run);
    if (event.kind === "tested") conclude(run, best, event.test.losses.total);
  }
  return { endedEarly };
}

/** The live line, which begins when the loop has said how long it will be. */
class LateProgress {
  readonly #output: ProgressStream;
  #shower: TrainingProgressShower | undefined;

  constructor(output: ProgressStream) {
    this.#output = output;
  }

  say(line: string): void {
    if (this.#shower) this.#shower.say(line);
    else this.#output.write(`${line}\n`);
  }

  step({ epoch, step, loss }: Extract<TrainingEvent, { kind: "step" }>): void {
    this.#shower?.step(epoch, step, loss);
  }

  observe(event: TrainingEvent): void {
    if (event.kind === "started") {
      const { epochs, stepsPerEpoch, trainEvents: eventsPerEpoch } = event;
      this.#shower = new TrainingProgressShower(this.#output, { epochs, stepsPerEpoch, eventsPerEpoch });
    }
    if (event.kind === "epoch") {
      const { epoch, train, validation, wallSeconds, throughput, isBest, note } = event;
      const [trainLoss, validationLoss] = [train.losses.total, validation.losses.total];
      this.#shower?.epoch({ epoch, trainLoss, validationLoss, wallSeconds, throughput, isBest, ...(note && { note }) });
    }
    if (event.kind === "trained") {
      this.done();
      if (event.stoppedEarly) this.say(`stopped early after ${event.epochs} epochs`);
    }
  }

  done(): void {
    this.#shower?.done();
  }
}

function introduce(
  { parameters, trainEvents, epochs }: Extract<TrainingEvent, { kind: "started" }>,
  { config: { loop, compat }, data, runtime, runFolder, output }: TrainingRun,
  { parts, resumedAt }: { readonly parts: readonly StageCost[]; readonly resumedAt: number | undefined },
): void {
  const kinds = parts.map(({ kind }) => kind).join(" → ");
  output.write(
    `${loop}: ${kinds}, ${parameters.toLocaleString("en")} parameters, ${epochs} epoch${epochs === 1 ? "" : "s"}\n`,
  );
  for (const line of modelTable(parts)) output.write(`${line}\n`);
  output.write(`events: ${trainEvents.toLocaleString("en")} for training from ${show(data.provenance.path)}\n`);
  for (const warning of data.warnings) output.write(`note: ${warning}\n`);
  const cores = availableParallelism();
  if (runtime.threads > cores)
    output.write(`note: threads=${runtime.threads} on ${cores} cores is slower than threads=${cores}\n`);
  if (compat === "reference") output.write("note: compat=reference, the arithmetic of the Python system\n");
  output.write(`run: ${show(runFolder)}\n`);
  if (resumedAt) output.write(`resumed after ${resumedAt} of ${epochs} epochs\n`);
}

/** Of the few batches that `overfit_batches` repeats: in the first epoch, and after the last. */
interface LearnedByHeart {
  readonly from: number;
  readonly to: number;
}

/** A loss below this share of the first epoch's is next to nothing. */
const BY_HEART = 0.05;

function sayLearnedByHeart({ from, to }: LearnedByHeart, { config, output }: TrainingRun): void {
  const { overfit_batches, epochs } = config.phase1.trainer;
  const batches = overfit_batches === 1 ? "one batch" : `${overfit_batches} batches`;
  output.write(`learning ${batches} by heart: the loss went from ${from.toPrecision(4)} to ${to.toPrecision(4)}\n`);
  if (to > BY_HEART * from)
    output.write(`note: that is not next to nothing; try phase1.trainer.epochs=${3 * epochs}, or look at the model\n`);
}

function conclude(
  { config: { logging }, runFolder, output }: TrainingRun,
  best: Extract<TrainingEvent, { kind: "trained" }>["best"],
  testLoss: number,
): void {
  const found = best
    ? `best validation loss ${best.loss.toPrecision(5)} in epoch ${best.epoch} (counted from 0), `
    : "";
  output.write(`${found}test loss ${testLoss.toPrecision(5)}\n`);
  if (logging.make_plots && logging.save_artifacts && !logging.dry_run) {
    output.write(`figures: ${show(join(runFolder, logging.figures_subdir))}\n`);
  }
  output.write(`weights: ${show(join(runFolder, best ? "model.pt" : "last.pt"))}\n`);
}

/** A path as short as it can be typed. */
function show(path: string): string {
  const near = relative(process.cwd(), path);
  return near !== "" && !near.startsWith("..") ? near : path;
}
