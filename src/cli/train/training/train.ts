/** @file One training: the loop says what happens, and facts, checkpoints, figures and the progress line listen. */
import { join } from "node:path";
import type { EventSource } from "#data";
import type { Runtime } from "#engine";
import { type FactsWriter, openFactsWriter, type RunMeta, reopenFactsWriter } from "#facts";
import { type Monitoring, openMonitoring } from "#monitoring";
import { type LoopPosition, type PreparedTraining, type TrainingEvent, trainingLoops } from "#training-loops";
import { FixableError } from "#utils/fixable-error.ts";
import { shellPath } from "#utils/short-path.ts";
import type { ProgressStream } from "#utils/training-progress-shower.ts";
import { RunConsole } from "../console/run-console.ts";
import { RunTeller } from "../console/run-teller.ts";
import { EXIT_CODES, type StopSignal } from "../stop-signal.ts";
import type { TrainConfig } from "../train-config.ts";
import { BetweenBatches } from "./between-batches.ts";
import { CheckpointKeeper } from "./checkpoint-keeper.ts";
import { hasResumePoint, restoreResumePoint } from "./resume-point.ts";
import type { RunLock } from "./run-lock.ts";
import { runMeta } from "./run-meta.ts";
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
  /** Told everything the loop says, the steps included, when the facts have it. */
  readonly onEvent?: ((event: TrainingEvent) => void) | undefined;
  /** The run that this one repeats. */
  readonly rerunOf?: RunMeta["rerun_of"];
  /** Whether the folder holds a run that goes on. */
  readonly isResumed?: boolean;
}

/**
 * @returns the exit code: 0 for a training that came to its end, else what says which signal has stopped it
 * @throws whatever the loop throws, after it is on disk as the run's end
 */
export async function train(run: TrainingRun): Promise<number> {
  const { config, runFolder, lock, data, runtime, isResumed = false } = run;
  const prepared = trainingLoops[config.loop].prepare({ config, data, runtime });
  if (!isResumed || !hasResumePoint(runFolder)) await warmStart(prepared.state, config.phase1.trainer);
  const facts = isResumed
    ? await reopenFactsWriter(runFolder, { isOurs: lock.isHeld })
    : await openFactsWriter(
        runFolder,
        {
          ...(await runMeta(config, runFolder, data, runtime)),
          ...(run.rerunOf && { rerun_of: run.rerunOf }),
        },
        { isOurs: lock.isHeld },
      );
  const console = new RunConsole(run.output, runFolder, config.experiment.name);
  const monitoring = openMonitoring(config.logging, {
    figuresFolder: join(runFolder, config.logging.figures_subdir),
    onProblem: (line) => console.warn(line),
    onNote: (line) => config.logging.dry_run && console.say(line),
  });
  try {
    const { stoppedBy, endedEarly } = await listen(run, prepared, { facts, monitoring, console });
    await facts.finish(
      stoppedBy ? "interrupted" : "finished",
      stoppedBy ?? (endedEarly ? "early_stopping" : undefined),
    );
    if (!stoppedBy) return 0;
    return stoppedBy === "SIGTERM" ? config.requeue_exit_code : EXIT_CODES[stoppedBy];
  } catch (error) {
    console.done();
    const code = error instanceof FixableError ? error.code : undefined;
    if (code === "train/lost-run") {
      await facts.abandon();
      throw error;
    }
    console.logError(error instanceof Error ? error.message : String(error));
    if (code === "files/disk-full")
      console.say(
        `the run keeps its last whole epoch; once there is room: thesis-train resume=${shellPath(runFolder)}`,
      );
    const failed = { kind: "failed", error } as const;
    // the first error is the one to tell, even where nothing can be written any more
    for (const tell of [
      () => facts.append(failed),
      () => monitoring.observe(failed),
      () => facts.finish("failed", code ?? String(error)),
    ]) {
      await tell().catch(() => {});
    }
    throw error;
  }
}

interface Listeners {
  readonly facts: FactsWriter;
  readonly monitoring: Monitoring;
  readonly console: RunConsole;
}

/** Between batches it is asked at most this often whether the run is still ours. */
const BATCH_CHECK_MS = 5000;

interface TrainingEnd {
  /** The signal that stopped the training, if it did not come to its end. */
  readonly stoppedBy?: keyof typeof EXIT_CODES;
  readonly endedEarly?: boolean;
}

async function listen(run: TrainingRun, prepared: PreparedTraining, to: Listeners): Promise<TrainingEnd> {
  const { runFolder, lock } = run;
  const { state } = prepared;
  const { facts, monitoring } = to;
  const from = run.isResumed ? await restoreResumePoint(runFolder, state) : undefined;
  // epochs that are run again are seen again
  monitoring.recall(facts.earlierEpochs.filter(({ epoch }) => epoch < (from?.epoch ?? 0)));
  const everyMinutes = run.config.save_every_minutes;
  const checkpoints = new CheckpointKeeper(runFolder, state, { syncFacts: () => facts.sync(), everyMinutes, from });
  try {
    return await follow(run, prepared, { ...to, checkpoints, from });
  } catch (error) {
    // what is good of a training that fails is kept, if it is still ours; the first error is the one to tell
    await Promise.resolve()
      .then(() => lock.assertHeld())
      .then(() => checkpoints.saveEpoch())
      .catch(() => {});
    throw error;
  }
}

interface Course extends Listeners {
  readonly checkpoints: CheckpointKeeper;
  /** Where a resumed run goes on. */
  readonly from: LoopPosition | undefined;
}

async function follow(
  run: TrainingRun,
  { state, describe, events }: PreparedTraining,
  { facts, monitoring, console, checkpoints, from }: Course,
): Promise<TrainingEnd> {
  const { lock } = run;
  const betweenBatches = new BetweenBatches({ ...run, checkpoints, console, settled: () => monitoring.settled() });
  const teller = new RunTeller(run, console);
  const say = (line: string) => console.say(line);
  let endedEarly = false;
  for await (const event of events(from)) {
    const isBatch = event.kind === "step" || event.kind === "looked";
    lock.assertHeld(isBatch ? BATCH_CHECK_MS : 0);
    await facts.append(event);
    run.onEvent?.(event);
    if (isBatch) {
      if (event.kind === "step") console.step(event);
      const stoppedBy = await betweenBatches.observe(event);
      if (stoppedBy) return { stoppedBy };
      continue;
    }
    await checkpoints.observe(event);
    if (event.kind === "started") teller.introduce(event, describe(), from);
    if (event.kind === "trained") endedEarly = event.stoppedEarly === true;
    if (event.kind === "tested") await writeEvaluation(event, { ...run, parameters: state.parameterCount, say });
    console.observe(event);
    await monitoring.observe(event);
    teller.observe(event);
  }
  return { endedEarly };
}
