/** @file Many runs, each model on its own test events and on the same corrupted ones, one run after another. */
import type { Compat, EventBatch } from "#data";
import type { EventErrors } from "#evaluation";
import type { RunRow } from "#facts";
import { type RunSettings, settingsOf } from "#stored-runs";
import { FixableError } from "#utils/fixable-error.ts";
import { type CorruptionName, corrupted, corruptions } from "./corruptions/index.ts";
import type { InferenceConfig } from "./inference-config.ts";
import { BASELINE } from "./score-summary.ts";
import { ScoringModel } from "./scoring-model.ts";
import { openTestEvents, type TestEvents } from "./test-events.ts";

export interface ScoredRun {
  /** Row of the run. */
  readonly run: number;
  /** `baseline` first, then each corruption. */
  readonly scores: ReadonlyMap<string, EventErrors>;
  /** `[event]`, or null where the events have none. */
  readonly labels: Int32Array | null;
  /** Classes that the run learned from; null for all. */
  readonly background: readonly number[] | null;
  /** By label, as far as the events say. */
  readonly classNames: Readonly<Record<string, string>>;
}

export interface UnscoredRun {
  readonly run: number;
  readonly error: FixableError;
}

/** A run that cannot be run is told with its error and never stops the others. Runs of the same events stand together. */
export async function* inferRuns(
  rows: readonly RunRow[],
  config: InferenceConfig,
  compat: Compat,
): AsyncGenerator<ScoredRun | UnscoredRun> {
  const groups = new Map<string, { run: number; settings: RunSettings }[]>();
  for (const [run, row] of rows.entries()) {
    const settings = await orFixable(() => settingsOf(row.run_dir));
    if (settings instanceof FixableError) {
      yield { run, error: settings };
      continue;
    }
    const key = JSON.stringify([settings.data, settings.compat, settings.dataSha256, settings.transform]);
    groups.set(key, [...(groups.get(key) ?? []), { run, settings }]);
  }
  for (const members of groups.values()) {
    const { data_path: dataPath, max_samples: maxSamples } = config;
    const found = await orFixable(() => openTestEvents(members[0]!.settings, { dataPath, maxSamples, compat }));
    const seen = found instanceof FixableError ? null : versionsOf(found, config);
    for (const { run, settings } of members) {
      if (found instanceof FixableError) yield { run, error: found };
      else {
        const scores = await orFixable(() => scoresOfRun(rows[run]!.run_dir, settings, found, seen!, compat));
        if (scores instanceof FixableError) yield { run, error: scores };
        else {
          const { labels, classNames } = found;
          yield { run, scores, labels, background: settings.data.train_labels, classNames };
        }
      }
    }
  }
}

/** The true events and each corruption of them, as the models of these runs see them. */
function versionsOf({ events, seen }: TestEvents, config: InferenceConfig): ReadonlyMap<string, EventBatch> {
  const names = (Object.keys(corruptions) as CorruptionName[]).filter((name) => config.corruptions[name] !== null);
  return new Map([
    [BASELINE, seen(events)],
    ...names.map((name) => [name, seen(corrupted(events, name, config.corruptions[name], config.seed))] as const),
  ]);
}

async function scoresOfRun(
  runDir: string,
  settings: RunSettings,
  events: TestEvents,
  versions: ReadonlyMap<string, EventBatch>,
  compat: Compat,
): Promise<ReadonlyMap<string, EventErrors>> {
  const model = await ScoringModel.open(runDir, settings, events);
  try {
    const scores = new Map<string, EventErrors>();
    for (const [name, batch] of versions) scores.set(name, await model.score(batch, compat));
    return scores;
  } finally {
    await model[Symbol.asyncDispose]();
  }
}

async function orFixable<T>(of: () => T | Promise<T>): Promise<T | FixableError> {
  try {
    return await of();
  } catch (error) {
    if (error instanceof FixableError) return error;
    const problem = error instanceof Error ? error.message : String(error);
    return new FixableError({ code: "reports/cannot-run", problem, cause: error });
  }
}
