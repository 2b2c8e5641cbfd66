/** @file How far one run is and how fast, from its `scalars.csv`, also while another machine is writing it. */
import { textOrNull } from "#utils/file-text.ts";
import { runPaths } from "#utils/paths.ts";
import { parseScalars } from "./scalars-table.ts";

export interface RunCourse {
  /** Epochs that have been validated. */
  readonly epochs: number;
  /** The lowest, NaN left out; null where there is none. */
  readonly bestValidationLoss: number | null;
  /** The median; the first epoch, which compiles, weighs no more than another. */
  readonly secondsPerEpoch: number;
}

/** @returns null where no epoch is over yet */
export function readCourse(runFolder: string): RunCourse | null {
  const text = textOrNull(runPaths(runFolder).scalars);
  const table = text === null ? null : parseScalars(text);
  if (table === null || "problem" in table) return null;
  const losses = table.columns.get("val_loss")!.filter((loss) => !Number.isNaN(loss));
  return {
    epochs: table.length,
    bestValidationLoss: losses.length > 0 ? losses.reduce((a, b) => Math.min(a, b)) : null,
    secondsPerEpoch: table.columns.get("epoch_time_s")!.toSorted()[Math.floor(table.length / 2)]!,
  };
}
