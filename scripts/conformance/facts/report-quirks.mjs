/**
 * @file The right answers where the reference's reports are wrong, worked out from the run folders by other means than ours;
 * the bugs by their numbers are in `quirks.mjs`. Paths are relative to the working directory, which holds the runs.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { identity, rightCell, snapshotOf } from "./quirks.mjs";

/** The bottleneck of a run by its name. */
export const tokenizerOf = ({ run_dir }) => identity.tokenizer(snapshotOf(".", run_dir)) ?? "unknown";

/**
 * Whether a report can be made. Of a wish for tokenizers each has to be there.
 *
 * @param runs rows of all runs that were found
 */
export function rightOutcome({ overrides, error }, runs) {
  const right = missingTokenizers(overrides, runs).length > 0 ? "reports/missing-tokenizer" : "complete";
  if (error === null || right !== "complete") return { right, quirks: [] };
  return { right, quirks: [error.type === "KeyError" ? "R1" : "I1"] };
}

function missingTokenizers(overrides, runs) {
  const { "inputs.select.tokenizer": wanted, ...others } = overrides;
  const there = new Set(selected(others, runs).map(tokenizerOf));
  return [wanted ?? []].flat().filter((one) => !there.has(one));
}

/** The rows of a report: none is dropped for an interpolation, and numbers in names count as numbers. */
export function rightRows({ overrides, log }, runs) {
  const right = selected(overrides, runs);
  return { right, quirks: log.some((line) => line.includes("Interpolation key")) ? ["R3"] : [] };
}

function selected(overrides, runs) {
  const wishes = Object.entries(overrides).filter(([key]) => key.startsWith("inputs.select."));
  return runs.filter(({ run_dir }) =>
    wishes.every(([key, wanted]) => {
      const value = identity[key.slice("inputs.select.".length)](snapshotOf(".", run_dir));
      return [wanted].flat().some((one) => String(one) === String(value));
    }),
  );
}

/** One cell of `training/summary.csv`. */
export function rightReportCell(record, column) {
  return rightCell(".", record, column, { records: validationRows(record.run_dir) });
}

function validationRows(run) {
  const [header, ...lines] = readFileSync(join(run, "facts/scalars.csv"), "utf8").trim().split("\n");
  const split = header.split(",").indexOf("split");
  return lines.filter((line) => line.split(",")[split] === "val");
}

/** What a sweep varies; the reference always says nothing. */
export function rightSweepParams(rows, written) {
  return ["tokenizer", "globals_beta"].map((axis) => {
    const of = ({ run_dir }) => identity[axis](snapshotOf(".", run_dir)) ?? null;
    const values = [...new Set(rows.map(of))].filter((value) => value !== null);
    const order = axis === "tokenizer" ? ["none", "linear", "vq"] : values.toSorted((a, b) => a - b);
    const right = values.length > 1 ? JSON.stringify(order.filter((value) => values.includes(value))) : "null";
    return [axis, { right, quirks: right === JSON.stringify(written[axis] ?? null) ? [] : ["I1"] }];
  });
}

export function rightCheckpoint(run) {
  return ["best_val.pt", "last.pt"].find((name) => existsSync(join(run, name))) ?? null;
}

/** The files of events that these runs name and that are there, each once. */
export function rightDatasets(runs) {
  const paths = runs.map((run) => {
    const { env, data } = snapshotOf(".", run) ?? {};
    return data?.path?.replace(/\$\{env\.data_root\}/, env?.data_root);
  });
  const there = [...new Set(paths)].filter((path) => path !== undefined && existsSync(path));
  return there.map((path) => ({
    path,
    size: statSync(path).size,
    sha256: createHash("sha256").update(readFileSync(path)).digest("hex"),
  }));
}
