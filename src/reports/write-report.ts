/** @file A checked report config → a report folder: tables, figures, manifest, and links back from the runs. */
import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { countNaN } from "#evaluation";
import { loadRuns, type RunTables } from "#facts";
import { explainFileError } from "#utils/atomic-file.ts";
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { packageVersion } from "#utils/package-info.ts";
import { outputPaths } from "#utils/paths.ts";
import { shellWord } from "#utils/shell-word.ts";
import type { Analysis, Material } from "./analyses/analysis.ts";
import { analyses } from "./analyses/index.ts";
import { type DrawnFigures, drawFigures } from "./draw-figures.ts";
import { type InferenceResults, writeInference } from "./inference/write-inference.ts";
import { noInputs, noRuns } from "./no-runs.ts";
import { reportPage } from "./page/page.ts";
import { packData, watchColumns } from "./page/page-data.ts";
import { linksOf } from "./page/run-links.ts";
import { inferenceFigures } from "./plots/inference.ts";
import type { ReportConfig } from "./report-config.ts";
import { groupRuns } from "./run-groups.ts";
import { selectRuns } from "./select-runs.ts";
import { summaryCsv, summaryJson } from "./summary.ts";
import { linkBack } from "./utils/back-links.ts";
import { openDraft } from "./utils/draft-folder.ts";
import { datasetsOf, manifestYaml } from "./utils/manifest.ts";

export interface Report {
  readonly folder: string;
  readonly id: string;
  readonly runs: number;
  readonly skipped: RunTables["skipped"];
  /** Paths below the folder. */
  readonly figures: readonly string[];
  /** What the reader of the report should know. */
  readonly notes: readonly string[];
}

/** What can be known to be wrong before any run is read. @throws FixableError `reports/unknown-analysis`, `reports/unknown-figure`, `reports/no-inputs` */
export function checkReport(config: ReportConfig): void {
  figureNames(analysisOf(config), config);
  const problem = noInputs(config);
  if (problem) throw problem;
}

/**
 * A report that fails leaves nothing behind.
 *
 * @throws FixableError `reports/no-runs`, `reports/nothing-selected`, `facts/…`, `files/…`
 */
export async function writeReport(config: ReportConfig, now: Date = new Date()): Promise<Report> {
  const analysis = analysisOf(config);
  const names = figureNames(analysis, config);
  const loaded = await loadRuns(config.inputs, { requireComplete: config.inputs.require_complete });
  if (loaded.runs.length === 0) throw noRuns(loaded, config);
  const tables = selectRuns(loaded, config.inputs.select);
  const groups = groupRuns(tables);
  analysis.expects?.({ tables, groups, config, inference: null });

  const { reports } = outputPaths(config.env.output_root);
  const draft = await openDraft(reports);
  try {
    const inference = config.inference.enabled ? await writeInference(tables, config, draft.folder) : null;
    const material: Material = { tables, groups, config, inference };
    const watched = watchColumns(material);
    const drawings = new Map(names.map((name) => [name, () => analysis.figures[name]!(watched.material)]));
    const { folder: home = "training" } = analysis;
    const { drawn, notDrawn } = await drawFigures(join(draft.folder, home, "figures"), drawings, config);
    const inferred = inference
      ? await drawFigures(
          join(draft.folder, "inference", "figures"),
          inferenceFigures({ ...material, inference }),
          config,
        )
      : null;
    const training = join(draft.folder, "training");
    await mkdir(training, { recursive: true });
    await writeFile(join(training, "summary.csv"), summaryCsv(tables));
    await writeFile(join(training, "summary.json"), summaryJson({ tables, groups, config, figures: names, notDrawn }));
    const datasets = await datasetsOf(tables.runs);
    const { question } = analysis;
    const missing = Object.entries({ ...notDrawn, ...inferred?.notDrawn }).map(
      ([name, reason]) => `${name} was not drawn: ${reason}`,
    );
    const leftOut = inference?.leftOut.map(({ run_dir, reason }) => `${run_dir} was not run again: ${reason}`) ?? [];
    const broken = inference ? brokenNotes(inference, tables) : [];
    const mixtures = mixtureNotes(tables, datasets.length);
    const skipped = tables.skipped.map(({ run_dir, reason }) => `left out ${run_dir}: ${reason}`);
    // what was inferred stays as it was drawn: the page cannot run a model, and has no scores
    const asDrawn = [...(home === "inference" ? drawn : []), ...(inferred?.drawn ?? [])];
    const redrawn = drawn.filter((each) => !asDrawn.includes(each)).map(({ name }) => ({ name }));
    const data = packData(material, watched.columns, [
      ...redrawn,
      ...asDrawn.map(({ name, figure }) => ({ name, figure })),
    ]);
    const folder = await draft.publish(config.analysis, now, async (reportId) => {
      const manifest = await manifestYaml({ reportId, createdAt: now, question, config, tables, datasets, inference });
      await writeFile(join(draft.folder, "manifest.yaml"), manifest);
      const page = await reportPage({
        data: { ...data, ...linksOf(tables.runs, join(reports, reportId)) },
        reportId,
        question,
        createdAt: now,
        code: `thesis-ml ${packageVersion()}`,
        notes: [...mixtures, ...missing, ...leftOut, ...broken, ...skipped],
        files: [
          ...["manifest.yaml", "training/summary.csv", "training/summary.json", `${home}/figures/`],
          ...(inference ? ["inference/summary.json"] : []),
        ],
      });
      await writeFile(join(draft.folder, "report.html"), page);
    });
    const id = basename(folder);
    const unlinked = await linkBack(
      tables.runs.map(({ run_dir }) => run_dir),
      id,
    );
    return {
      folder,
      id,
      runs: tables.runs.length,
      skipped: tables.skipped,
      figures: [...filesOf(drawn, home), ...filesOf(inferred?.drawn ?? [], "inference")],
      notes: [...missing, ...leftOut, ...broken, ...mixtures, ...unlinked],
    };
  } catch (error) {
    await draft.discard();
    throw explainFileError(error, reports);
  }
}

const filesOf = (drawn: DrawnFigures["drawn"], folder: string) =>
  drawn.flatMap(({ files }) => files.map((file) => join(folder, "figures", file)));

function analysisOf({ analysis }: ReportConfig): Analysis {
  if (Object.hasOwn(analyses, analysis)) return analyses[analysis as keyof typeof analyses];
  const known = Object.keys(analyses);
  const [nearest] = closestWords(analysis, known);
  throw new FixableError({
    code: "reports/unknown-analysis",
    problem: `there is no analysis called "${analysis}"; there is ${known.join(", ")}`,
    where: "analysis",
    fix: `--config-name ${nearest ?? known[0]}`,
  });
}

function figureNames(analysis: Analysis, { outputs, analysis: name }: ReportConfig): readonly string[] {
  const known = Object.keys(analysis.figures);
  const wanted = outputs.which_figures ?? known;
  const unknown = wanted.find((figure) => !known.includes(figure));
  if (unknown === undefined) return [...new Set(wanted)];
  const [nearest] = closestWords(unknown, known);
  throw new FixableError({
    code: "reports/unknown-figure",
    problem: `${name} has no figure called "${unknown}"; it has ${known.join(", ")}`,
    where: "outputs.which_figures",
    fix: shellWord(`outputs.which_figures=[${nearest ?? known[0]}]`),
  });
}

/** Events that a model makes no numbers of are in its scores, and are told. */
function brokenNotes({ runs }: InferenceResults, tables: RunTables): string[] {
  return runs.flatMap(({ run, errors }) => {
    const count = countNaN(errors);
    if (count === 0) return [];
    const { run_dir } = tables.runs[run]!;
    return [
      `${count} of ${errors.length} events of ${run_dir} come back as no numbers: they count as the most anomalous`,
    ];
  });
}

/** Numbers of different data or of both systems stand in one figure only with a word of warning. */
function mixtureNotes({ runs }: RunTables, datasets: number): string[] {
  const notes: string[] = [];
  if (datasets > 1) notes.push(`the runs read ${datasets} different data sets: their errors may not be comparable`);
  const settings = new Set(
    runs.map(({ system, axes }) => (system === "python" ? "reference" : (axes["compat"] ?? "none"))),
  );
  if (settings.size > 1) {
    notes.push("some runs follow the arithmetic of the Python system and some ours: their errors are not comparable");
  }
  const rules = new Set(runs.flatMap(({ evaluation }) => evaluation?.version ?? []));
  if (rules.size > 1) {
    const versions = [...rules].sort((a, b) => a - b).join(" and ");
    notes.push(
      `the runs were evaluated by rules of versions ${versions}: thesis-train evaluate run=… evaluates one anew`,
    );
  }
  return notes;
}
