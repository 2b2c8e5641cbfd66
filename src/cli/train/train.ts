/** @file One training: the loop says what happens, and facts, checkpoints, figures and the progress line listen. */
import { join, relative } from "node:path";
import type { EventSource } from "#data";
import type { Runtime } from "#engine";
import { openFactsWriter, reopenFactsWriter } from "#facts";
import { openMonitoring } from "#monitoring";
import { type TrainingEvent, trainingLoops } from "#training-loops";
import { FixableError } from "#utils/fixable-error.ts";
import { type ProgressStream, TrainingProgressShower } from "#utils/training-progress-shower.ts";
import { CheckpointKeeper } from "./checkpoint-keeper.ts";
import { restoreResumePoint } from "./resume-point.ts";
import { runMeta } from "./run-meta.ts";
import type { StopSignal } from "./stop-signal.ts";
import type { TrainConfig } from "./train-config.ts";
import { writeEvaluation } from "./write-evaluation.ts";

export interface TrainingRun {
  readonly config: TrainConfig;
  readonly runFolder: string;
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

/** @throws whatever the loop throws, after it is on disk as the run's end */
export async function train(run: TrainingRun): Promise<void> {
  const { config, runFolder, data, runtime, output, stop, isResumed = false } = run;
  const { state, events } = trainingLoops[config.loop].prepare({ config, data, runtime });
  const facts = isResumed
    ? await reopenFactsWriter(runFolder)
    : await openFactsWriter(runFolder, await runMeta(config, runFolder, data, runtime));
  const from = isResumed ? await restoreResumePoint(runFolder, state) : undefined;
  const checkpoints = new CheckpointKeeper(runFolder, state, from);
  const say = (line: string) => (progress ? progress.say(line) : output.write(`${line}\n`));
  const figuresFolder = join(runFolder, config.logging.figures_subdir);
  const hasFigures = config.logging.make_plots && config.logging.save_artifacts && !config.logging.dry_run;
  const monitoring = openMonitoring(config.logging, {
    figuresFolder,
    onProblem: say,
    onNote: config.logging.dry_run ? say : () => {},
  });
  let progress: TrainingProgressShower | undefined;
  let last: Extract<TrainingEvent, { kind: "trained" }> | undefined;
  let testLoss: number | undefined;

  try {
    for await (const event of events(from)) {
      run.onEvent?.(event);
      if (event.kind === "step") {
        progress?.step(event.epoch, event.step, event.loss);
        if (stop.requested) break;
        continue;
      }
      await facts.append(event);
      await checkpoints.observe(event);
      switch (event.kind) {
        case "started":
          introduce(event, run, from?.epoch);
          progress = new TrainingProgressShower(output, {
            epochs: event.epochs,
            stepsPerEpoch: event.stepsPerEpoch,
            eventsPerEpoch: event.trainEvents,
          });
          break;
        case "epoch": {
          const { epoch, wallSeconds, throughput, isBest } = event;
          const [trainLoss, validationLoss] = [event.train.losses.total, event.validation.losses.total];
          progress?.epoch({ epoch, trainLoss, validationLoss, wallSeconds, throughput, isBest });
          break;
        }
        case "trained":
          last = event;
          progress?.done();
          break;
        case "tested":
          testLoss = event.test.losses.total;
          await writeEvaluation(event, run);
      }
      await monitoring.observe(event);
    }
    progress?.done();
    await monitoring.settled();
    if (stop.requested) {
      await checkpoints.saveLast();
      await facts.finish("interrupted", stop.requested);
      output.write(`stopped by ${stop.requested}; the weights so far are in ${show(join(runFolder, "last.pt"))}\n`);
    } else {
      await facts.finish("finished");
      conclude(last, testLoss, runFolder, hasFigures ? figuresFolder : null, output);
    }
  } catch (error) {
    progress?.done();
    const failed = { kind: "failed", error } as const;
    await facts.append(failed);
    await monitoring.observe(failed);
    await facts.finish("failed", error instanceof FixableError ? error.code : String(error));
    throw error;
  }
}

function introduce(
  { parameters, trainEvents, epochs }: Extract<TrainingEvent, { kind: "started" }>,
  { config: { loop, phase1, compat }, data, runFolder, output }: TrainingRun,
  resumedAt: number | undefined,
): void {
  const parts = `${phase1.encoder.kind} → ${phase1.latent_space.kind} → ${phase1.decoder.kind}`;
  output.write(`${loop}: ${parts}, ${parameters.toLocaleString("en")} parameters, ${epochs} epochs\n`);
  output.write(`events: ${trainEvents.toLocaleString("en")} for training from ${show(data.provenance.path)}\n`);
  for (const warning of data.warnings) output.write(`note: ${warning}\n`);
  if (compat === "reference") output.write("note: compat=reference, the arithmetic of the Python system\n");
  output.write(`run: ${show(runFolder)}\n`);
  if (resumedAt) output.write(`resumed after ${resumedAt} of ${epochs} epochs\n`);
}

function conclude(
  last: Extract<TrainingEvent, { kind: "trained" }> | undefined,
  testLoss: number | undefined,
  runFolder: string,
  figures: string | null,
  output: ProgressStream,
): void {
  const best = last?.best
    ? `best validation loss ${last.best.loss.toPrecision(5)} in epoch ${last.best.epoch} (counted from 0)`
    : "";
  const test = testLoss === undefined ? "" : `, test loss ${testLoss.toPrecision(5)}`;
  output.write(`${best}${test}\n`);
  if (figures) output.write(`figures: ${show(figures)}\n`);
  output.write(`weights: ${show(join(runFolder, "model.pt"))}\n`);
}

/** A path as short as it can be typed. */
function show(path: string): string {
  const near = relative(process.cwd(), path);
  return near !== "" && !near.startsWith("..") ? near : path;
}
