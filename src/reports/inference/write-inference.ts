/** @file The folder `inference/` of a report: every run's scores, in numbers and, if wished, event by event. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type AnomalyScores, anomalyScores } from "#evaluation";
import type { RunRow, RunTables } from "#facts";
import { FixableError } from "#utils/fixable-error.ts";
import { jsonText } from "#utils/json-text.ts";
import type { ReportConfig } from "../report-config.ts";
import { type CorruptionName, corruptions } from "./corruptions/index.ts";
import { inferRuns, type ScoredRun, type UnscoredRun } from "./infer-runs.ts";
import { flattened, type ScoreSummary, summariesOf } from "./score-summary.ts";
import { scoresParquet } from "./scores-parquet.ts";

export interface InferenceResults {
  /** In the order of the table; runs that could not be run are left out. */
  readonly runs: readonly RunScores[];
  /** Why, in the order of the table. */
  readonly leftOut: readonly { readonly run_dir: string; readonly code: string; readonly reason: string }[];
  readonly corruptions: readonly CorruptionName[];
}

export interface RunScores {
  /** Row of the run. */
  readonly run: number;
  /** `baseline` first, then each corruption. */
  readonly summaries: ReadonlyMap<string, ScoreSummary>;
  /** Of the true events by their classes; null where they have none, or only one. */
  readonly anomaly: AnomalyScores | null;
  /** `[event]`, mean squared error of the true events. */
  readonly errors: Float32Array;
  readonly labels: Int32Array | null;
}

/**
 * Writes `summary.json`, as the Python system has it, with more in it, and `scores/<run>.parquet`.
 *
 * @param folder of the report
 * @throws FixableError `reports/no-inference` where not a single run could be run
 */
export async function writeInference(
  { runs: rows }: Pick<RunTables, "runs">,
  { inference, compat }: ReportConfig,
  folder: string,
): Promise<InferenceResults> {
  const names = runNames(rows);
  const scoresFolder = join(folder, "inference", "scores");
  await mkdir(inference.persist_raw_scores ? scoresFolder : join(folder, "inference"), { recursive: true });
  const runs: RunScores[] = [];
  const unscored: UnscoredRun[] = [];
  for await (const result of inferRuns(rows, inference, compat)) {
    if ("error" in result) unscored.push(result);
    else {
      runs.push(reduced(result));
      if (!inference.persist_raw_scores) continue;
      await writeFile(join(scoresFolder, `${names[result.run]}.parquet`), await scoresParquet(result));
    }
  }
  unscored.sort((a, b) => a.run - b.run);
  if (runs.length === 0) throw noInference(unscored, rows);
  runs.sort((a, b) => a.run - b.run);
  const summary = Object.fromEntries(
    runs.map(({ run, summaries, anomaly }) => [
      names[run]!,
      {
        ...Object.fromEntries(Array.from(summaries, ([name, one]) => [name, flattened(one)])),
        ...(anomaly && { anomaly }),
      },
    ]),
  );
  await writeFile(join(folder, "inference", "summary.json"), `${jsonText(summary, 2)}\n`);
  return {
    runs,
    leftOut: unscored.map(({ run, error }) => ({
      run_dir: rows[run]!.run_dir,
      code: error.code,
      reason: error.message.split("\n")[0]!,
    })),
    corruptions: (Object.keys(corruptions) as CorruptionName[]).filter((name) => inference.corruptions[name] !== null),
  };
}

function reduced({ run, scores, labels, background, classNames }: ScoredRun): RunScores {
  const { mse: errors } = scores.get("baseline")!;
  const anomaly = labels && anomalyScores({ errors, labels }, background, classNames);
  return { run, summaries: summariesOf(scores), anomaly, errors, labels };
}

/** The names of their folders; of runs of one name all but the first with a number. */
export function runNames(rows: readonly RunRow[]): string[] {
  const taken = new Map<string, number>();
  return rows.map(({ name }) => {
    const before = taken.get(name) ?? 0;
    taken.set(name, before + 1);
    return before === 0 ? name : `${name}_${before + 1}`;
  });
}

function noInference(unscored: readonly UnscoredRun[], rows: readonly RunRow[]): FixableError {
  const { run, error } = unscored[0]!;
  const [problem, ...more] = error.message.split("\n");
  const said = (what: string) => more.find((line) => line.startsWith(`  ${what}:`))?.replace(/^ +\w+: +/, "");
  const place = said("where") ? ` (${said("where")})` : "";
  const elsewhere = said("try")?.match(/^data\.path=(.*)/)?.[1] ?? "…";
  return new FixableError({
    code: "reports/no-inference",
    problem: `none of ${rows.length} runs can be run again; the first: ${problem}${place}`,
    where: rows[run]!.run_dir,
    fix: error.code.startsWith("data/") ? `inference.data_path=${elsewhere}` : "inference.enabled=false",
    cause: error,
  });
}
