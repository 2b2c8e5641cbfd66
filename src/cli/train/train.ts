/** @file One training: the loop says what happens, and facts, checkpoints, figures and the progress line listen. */
import { join, relative } from "node:path";
import type { EventSource } from "#data";
import type { Runtime } from "#engine";
import { type FactsWriter, openFactsWriter, reopenFactsWriter } from "#facts";
import { type Monitoring, openMonitoring } from "#monitoring";
import { type PreparedTraining, type TrainingEvent, trainingLoops } from "#training-loops";
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
  const { config, runFolder, data, runtime, isResumed = false } = run;
  const prepared = trainingLoops[config.loop].prepare({ config, data, runtime });
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
    const stoppedBy = await listen(run, prepared, { facts, monitoring, progress });
    await facts.finish(stoppedBy ? "interrupted" : "finished", stoppedBy);
  } catch (error) {
    progress.done();
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

/** @returns the signal that stopped the training, or undefined where it came to its end */
async function listen(
  run: TrainingRun,
  { state, events }: PreparedTraining,
  to: Listeners,
): Promise<string | undefined> {
  const { runFolder, output, stop } = run;
  const { facts, monitoring, progress } = to;
  const from = run.isResumed ? await restoreResumePoint(runFolder, state) : undefined;
  const checkpoints = new CheckpointKeeper(runFolder, state, from);
  let best: Extract<TrainingEvent, { kind: "trained" }>["best"] = null;
  for await (const event of events(from)) {
    run.onEvent?.(event);
    await facts.append(event);
    if (event.kind === "step") {
      progress.step(event);
      if (!stop.requested) continue;
      progress.done();
      await monitoring.settled();
      await checkpoints.saveLast();
      output.write(`stopped by ${stop.requested}; the weights so far are in ${show(join(runFolder, "last.pt"))}\n`);
      output.write(`go on with: thesis-train resume=${show(runFolder)}\n`);
      return stop.requested;
    }
    await checkpoints.observe(event);
    if (event.kind === "started") introduce(event, run, from?.epoch);
    if (event.kind === "trained") best = event.best;
    if (event.kind === "tested") await writeEvaluation(event, { ...run, parameters: state.parameterCount });
    progress.observe(event);
    await monitoring.observe(event);
    if (event.kind === "tested") conclude(run, best, event.test.losses.total);
  }
  return undefined;
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
      const { epoch, train, validation, wallSeconds, throughput, isBest } = event;
      const [trainLoss, validationLoss] = [train.losses.total, validation.losses.total];
      this.#shower?.epoch({ epoch, trainLoss, validationLoss, wallSeconds, throughput, isBest });
    }
    if (event.kind === "trained") this.done();
  }

  done(): void {
    this.#shower?.done();
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
