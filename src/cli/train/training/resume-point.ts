/**
 * @file Where a killed training goes on: everything between two batches, in one file that is replaced whole.
 * The best weights are not in it; they are in `best_val.pt`, which is written before.
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readSafetensors, writeSafetensorsCheckpoint } from "#checkpoints";
import type { ModelState } from "#engine";
import { readWeights } from "#stored-runs";
import type { LoopPosition } from "#training-loops";
import { FixableError } from "#utils/fixable-error.ts";
import { jsonText, valueOfJson } from "#utils/json-text.ts";
import { makeFolders } from "#utils/make-folders.ts";
import { runPaths } from "#utils/paths.ts";

const FILE = "state.safetensors";

/** The position without the weights, which are elsewhere. */
interface StoredPosition {
  readonly epoch: number;
  readonly part?: LoopPosition["part"];
  readonly best: { readonly epoch: number; readonly loss: number } | null;
  readonly wallSeconds: number;
  readonly memory?: LoopPosition["memory"];
  readonly progress: ModelState["progress"];
}

export type ResumePoint = Omit<StoredPosition, "progress">;

/** @throws FixableError `files/disk-full` and the like; the point before stays as it is */
export async function saveResumePoint(
  runFolder: string,
  { tensors, progress }: ReturnType<ModelState["toSnapshot"]>,
  point: ResumePoint,
): Promise<void> {
  const folder = runPaths(runFolder).resume;
  makeFolders(folder);
  const position: StoredPosition = { ...point, progress };
  await writeSafetensorsCheckpoint(join(folder, FILE), floats(tensors), { position: jsonText(position) });
}

const resumePointOf = (runFolder: string): string => join(runPaths(runFolder).resume, FILE);

/** Whether anything was saved; else a run that was killed starts again. */
export const hasResumePoint = (runFolder: string): boolean => existsSync(resumePointOf(runFolder));

/**
 * Puts the numbers back into the state.
 *
 * @returns undefined where the run was killed before anything was saved: it starts again
 * @throws FixableError `engine/state-mismatch`, `checkpoints/…`
 */
export async function restoreResumePoint(runFolder: string, state: ModelState): Promise<LoopPosition | undefined> {
  const path = resumePointOf(runFolder);
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return undefined;
    throw cause;
  });
  if (!bytes) return undefined;
  const { tensors, metadata } = readSafetensors(bytes, path);
  if (!metadata["position"]) {
    throw new FixableError({ code: "train/bad-resume-point", problem: "the file says no position", where: path });
  }
  const { progress, best, ...position } = valueOfJson(metadata["position"]) as StoredPosition;
  state.restore({ tensors: floats(tensors), progress });
  return { ...position, best: best && { ...best, weights: await readWeights(runPaths(runFolder).bestCheckpoint) } };
}

type Floats = ReturnType<ModelState["toTensors"]>;

/** A training's numbers are all single precision; the file could hold others. */
function floats(tensors: ReadonlyMap<string, { readonly dtype: string }>): Floats {
  const other = [...tensors].find(([, { dtype }]) => dtype !== "float32");
  if (!other) return tensors as Floats;
  throw new FixableError({
    code: "train/bad-resume-point",
    problem: `${other[0]} is ${other[1].dtype}, expected float32`,
  });
}
