/**
 * @file The plan of a sweep, `manifest.json`: every point with its frozen config and its run folder. Written before the
 * first point starts, and again only where a search adds a point. How far each point is stands in its run's facts and
 * nowhere else (`point-state.ts`).
 */
import { readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { writeFileAtomic } from "#utils/atomic-file.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { makeFolders } from "#utils/make-folders.ts";
import { timestampOf } from "#utils/timestamp.ts";
import type { SearchRules } from "./search/rules.ts";

export const MANIFEST_FILE = "manifest.json";

/** As it stands in the file. Folders and files are relative to the sweep's folder, with `/`, so that outputs can be moved. */
export interface SweepManifest {
  readonly schema_version: 1;
  readonly created_at: string;
  /** The command line, word by word. */
  readonly argv: readonly string[];
  /** Where the command was typed, which relative paths in configs start from. */
  readonly working_folder: string;
  /** `hydra.launcher`; a sweep that is resumed is launched in the same way. */
  readonly launcher: Readonly<Record<string, unknown>>;
  readonly points: readonly ManifestPoint[];
  /** Only of a search. */
  readonly search?: SearchRules;
}

export interface ManifestPoint {
  /** From 0. */
  readonly number: number;
  /** What makes it this point, as typed on a command line. */
  readonly overrides: readonly string[];
  /** The folder of its `config.yaml` (resolved and frozen), `hydra.yaml` and `overrides.yaml`. */
  readonly config: string;
  readonly run: string;
  /** `hydra.job.env_set`. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A point before it is written: absolute run folder, and the texts of its snapshot by file name. */
export interface FrozenPoint extends Omit<ManifestPoint, "config"> {
  readonly files: Readonly<Record<string, string>>;
}

/** What a sweep is to be. */
export interface SweepPlan extends Pick<SweepManifest, "argv" | "launcher" | "search"> {
  readonly workingFolder: string;
  readonly points: readonly FrozenPoint[];
}

/**
 * Writes every snapshot, then the manifest: where there is a manifest, all it names is there.
 *
 * @throws FixableError `files/disk-full` and the like
 */
export async function writeManifest(sweepFolder: string, plan: SweepPlan): Promise<SweepManifest> {
  const manifest = manifestOf(sweepFolder, plan);
  for (const point of plan.points) await writeSnapshot(sweepFolder, point);
  await save(sweepFolder, manifest);
  return manifest;
}

/** As `writeManifest` writes it. */
export const manifestOf = (sweepFolder: string, plan: SweepPlan): SweepManifest => ({
  schema_version: 1,
  created_at: timestampOf(new Date()),
  argv: plan.argv,
  working_folder: near(sweepFolder, plan.workingFolder),
  launcher: plan.launcher,
  ...(plan.search && { search: plan.search }),
  points: plan.points.map((point) => manifestPoint(sweepFolder, point)),
});

/** Only for who holds the search's lock. @throws FixableError as `writeManifest` */
export async function addPoint(
  sweepFolder: string,
  manifest: SweepManifest,
  point: FrozenPoint,
): Promise<SweepManifest> {
  await writeSnapshot(sweepFolder, point);
  const grown = { ...manifest, points: [...manifest.points, manifestPoint(sweepFolder, point)] };
  await save(sweepFolder, grown);
  return grown;
}

function manifestPoint(sweepFolder: string, { files: _, run, ...point }: FrozenPoint): ManifestPoint {
  return { ...point, config: configFolder(point), run: near(sweepFolder, run) };
}

const configFolder = ({ number }: Pick<ManifestPoint, "number">) => `points/${number}`;

async function writeSnapshot(sweepFolder: string, { files, ...point }: FrozenPoint): Promise<void> {
  const folder = join(sweepFolder, configFolder(point));
  makeFolders(folder);
  for (const [name, text] of Object.entries(files)) {
    await writeFileAtomic(join(folder, name), text, { durable: false });
  }
}

const near = (folder: string, path: string) => relative(folder, path).split(sep).join("/") || ".";

const save = (sweepFolder: string, manifest: SweepManifest) =>
  writeFileAtomic(join(sweepFolder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);

/** @throws FixableError `hpc/no-sweep`, `hpc/bad-manifest` */
export function readManifest(sweepFolder: string): SweepManifest {
  const path = join(sweepFolder, MANIFEST_FILE);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new FixableError({ code: "hpc/no-sweep", problem: "there is no sweep here", where: path, cause });
  }
  const manifest = parsed(text, path);
  if (manifest?.schema_version === 1 && Array.isArray(manifest.points)) return manifest;
  throw new FixableError({
    code: "hpc/bad-manifest",
    problem: `its schema_version is ${JSON.stringify(manifest?.schema_version)}, expected 1 and a list of points`,
    where: path,
  });
}

/** @throws FixableError `hpc/no-point` */
export function pointOf(manifest: SweepManifest, number: number, sweepFolder: string): ManifestPoint {
  const point = manifest.points.find((each) => each.number === number);
  if (point) return point;
  throw new FixableError({
    code: "hpc/no-point",
    problem: `there is no point ${number}; the sweep has ${manifest.points.length}, from 0`,
    where: join(sweepFolder, MANIFEST_FILE),
  });
}

/** Absolute. */
export const runFolderOf = (point: ManifestPoint, sweepFolder: string): string => resolve(sweepFolder, point.run);

/** How a point is named where one is run alone: `point=EXP/manifest.json#3`. */
export const pointArgument = (sweepFolder: string, number: number): string =>
  `point=${join(sweepFolder, MANIFEST_FILE)}#${number}`;

/** @param text what follows `point=` or `worker=`. @throws FixableError `hpc/bad-point` */
export function parsePointArgument(text: string): { readonly sweepFolder: string; readonly number: number } {
  const match = /^(.+)#(\d+)$/s.exec(text);
  const folder = match?.[1]?.replace(new RegExp(`[/\\\\]?${MANIFEST_FILE.replace(".", "\\.")}$`), "");
  if (match && folder !== undefined) return { sweepFolder: resolve(folder), number: Number(match[2]) };
  throw new FixableError({
    code: "hpc/bad-point",
    problem: `"${text}" names no point; expected the manifest, # and a number, as in point=EXP/${MANIFEST_FILE}#0`,
  });
}

function parsed(text: string, path: string): SweepManifest | null {
  try {
    return JSON.parse(text) as SweepManifest | null;
  } catch (cause) {
    throw new FixableError({ code: "hpc/bad-manifest", problem: "this is not JSON", where: path, cause });
  }
}
