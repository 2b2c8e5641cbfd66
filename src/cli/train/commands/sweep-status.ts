/** @file `thesis-train sweep-status EXP`: a table of a sweep's points, then what is slow, what failed and why. */
import {
  bestTrialOf,
  countByState,
  lastLines,
  type PointState,
  type PointStatus,
  readManifest,
  SLOW,
  type SweepManifest,
  sweepStatus,
  troubledWorkers,
} from "#hpc";
import { shellPath, shortPath } from "#utils/short-path.ts";
import { textTable } from "#utils/text-table.ts";
import { durationText, lossText } from "#utils/training-progress-shower.ts";
import { folderAmong } from "../outputs/wanted-folder.ts";
import type { RunCommand } from "./command.ts";

/** Exit code 1 where points failed, so that scripts can ask. @throws FixableError `train/which-folder`, `train/is-run`, `hpc/no-sweep`, `hpc/bad-manifest` */
export const sweepStatusCommand: RunCommand = async ({ words, output }) => {
  const folder = folderAmong(words, null, {
    kinds: ["sweep"],
    command: (sweep) => `thesis-train sweep-status ${sweep}`,
  });
  const manifest = readManifest(folder);
  const statuses = sweepStatus(manifest, folder);
  const { search } = manifest;
  output.write(
    sweepStatusText(statuses, shellPath(folder), {
      search: search && searchLine(manifest, folder, statuses),
      width: output.isTTY ? output.columns : undefined,
    }),
  );
  const workers = troubledWorkers(folder);
  if (workers.length > 0) output.write(["", "workers:", ...workers.flatMap(tailOf), ""].join("\n"));
  if (search && statuses.length < search.n_trials && !statuses.some(({ state }) => RESUMABLE.has(state)))
    output.write(`\nif no worker runs or waits any more: thesis-train resume=${shellPath(folder)}\n`);
  return statuses.some(({ state }) => state === "failed") ? 1 : 0;
};

/** How far a search is, and the best point that it has found. */
function searchLine({ search, ...manifest }: SweepManifest, folder: string, statuses: readonly PointStatus[]): string {
  const { kind, n_trials, metric } = search!;
  const best = bestTrialOf({ ...manifest, search: search! }, folder);
  const name = statuses.find(({ point }) => point.number === best?.point.number)?.name;
  const found = best ? `best ${metric} so far ${lossText(best.value)}, ${name}` : "no trial has finished yet";
  return `${kind} search, ${statuses.length} of ${n_trials} trials; ${found}`;
}

/** @param wish the sweep, as a shell takes it @param search a line about the search that the points belong to @param width of the terminal, if it is one */
export function sweepStatusText(
  statuses: readonly PointStatus[],
  wish: string,
  { search, width }: { readonly search?: string | undefined; readonly width?: number | undefined } = {},
): string {
  const counts = countByState(statuses);
  const summary = ORDER.flatMap((state) => (counts.has(state) ? [`${counts.get(state)} ${state}`] : [])).join(", ");
  const rest = Math.max(0, ...statuses.map(({ secondsLeft }) => secondsLeft ?? 0));
  const running = rest > 0 ? `; those that run need ${durationText(rest)} more` : "";
  const lines = [`${statuses.length} points: ${summary}${running}`, ...(search ? [search] : [])];
  lines.push("", ...tableOf(statuses, width));
  const slow = statuses.filter(({ slowness }) => slowness !== null && slowness >= SLOW);
  if (slow.length > 0) lines.push("", "slow:", ...slow.map((each) => `  ${each.name}: ${slownessText(each)}`));
  const failed = statuses.filter(({ state }) => state === "failed");
  if (failed.length > 0) lines.push("", "failed:", ...failed.flatMap(failureText));
  if (statuses.some(({ state }) => RESUMABLE.has(state))) lines.push("", `go on: thesis-train resume=${wish}`);
  return `${lines.join("\n")}\n`;
}

const ORDER = [
  "finished",
  "pruned",
  "running",
  "interrupted",
  "failed",
  "planned",
] as const satisfies readonly PointState[];
const RESUMABLE: ReadonlySet<PointState> = new Set(["interrupted", "failed", "planned"]);

function tableOf(statuses: readonly PointStatus[], width: number | undefined): readonly string[] {
  const rows = statuses.map(({ name, state, course, epochs, secondsLeft }) => [
    name,
    state,
    epochs === null ? "" : `${course?.epochs ?? 0}/${epochs}`,
    course?.bestValidationLoss == null ? "" : lossText(course.bestValidationLoss),
    course === null ? "" : `${course.secondsPerEpoch.toPrecision(3)} s`,
    secondsLeft === null ? "" : durationText(secondsLeft),
  ]);
  return textTable([["point", "state", "epochs", "best val", "an epoch", "left"], ...rows], { width });
}

const slownessText = ({ slowness, course }: PointStatus): string =>
  `${course!.secondsPerEpoch.toPrecision(3)} s an epoch, ${slowness!.toFixed(1)} times the sweep's median`;

/** Its reason, and the last words of its process. */
function failureText({ name, reason, logs }: PointStatus): readonly string[] {
  return [`  ${name}: ${reason ?? "no reason is known"}`, ...logs.flatMap(tailOf)];
}

function tailOf(log: string): readonly string[] {
  const lines = lastLines(log);
  return lines.join("") === "" ? [] : [`    ${shortPath(log)}:`, ...lines.map((line) => `      ${line}`)];
}
