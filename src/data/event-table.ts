/**
 * @file Reads one split of an event file and checks every number in it, so that a training never meets a bad one.
 * A message names the file, the data set, the row and the column.
 */
import { FixableError } from "#utils/fixable-error.ts";
import { columnName, type EventLayout } from "./event-layout.ts";
import type { H5File } from "./h5-loader.ts";
import { type EnergyUnit, LARGEST_LOG_MEV } from "./units.ts";

export interface EventTable {
  /** Where the rows come from, for messages: file and data set. */
  readonly name: string;
  /** `[event, column]`, in the unit of the file. */
  readonly rows: Float32Array;
  readonly count: number;
}

export interface EventChecks {
  readonly layout: EventLayout;
  readonly unit: EnergyUnit;
  /** Whether a logarithm will be taken of E, pT and MET. */
  readonly needsLogarithms: boolean;
}

/** More kinds of objects than any file has; a larger id is a momentum in the wrong column. */
const LARGEST_ID = 1000;

/**
 * @param dataset the data set and the key of the config that names it
 * @param limit events to read at most
 * @throws FixableError `data/wrong-width`, `data/empty` and what `H5File.read` and `checkRows` throw
 */
export function readEvents(
  file: H5File,
  { key, dataset }: { readonly key: string; readonly dataset: string },
  checks: EventChecks,
  limit: number,
): EventTable {
  const { layout } = checks;
  const shape = file.shape(dataset, key);
  const where = `${file.path}, data set ${dataset}`;
  const roomFor = tokensOfWidth(shape[1]);
  if (shape.length !== 2 || shape[1] !== layout.width)
    throw new FixableError({
      code: "data/wrong-width",
      problem: `the shape is [${shape.join(", ")}], expected [events, ${layout.width}]: ${layout.tokens} ids + 2 + 4·${layout.tokens}`,
      where,
      fix: roomFor === undefined ? undefined : `data.n_tokens=${roomFor}`,
    });
  const count = Math.min(shape[0]!, limit);
  const table = { name: where, rows: file.read(dataset, count), count };
  checkRows(table, checks);
  return table;
}

/** How many objects a row of this width has room for, if that is a whole number. */
function tokensOfWidth(width: number | undefined): number | undefined {
  const tokens = ((width ?? 0) - 2) / 5;
  return Number.isInteger(tokens) && tokens > 0 ? tokens : undefined;
}

/**
 * @throws FixableError `data/empty`, `data/not-finite`, `data/negative-id`, `data/non-integer-id`, `data/id-too-large`;
 *   where logarithms are taken also `data/nonpositive-momentum`, `data/negative-met`, `data/wrong-unit`
 */
export function checkRows({ name, rows, count }: EventTable, { layout, unit, needsLogarithms }: EventChecks): void {
  if (count === 0) throw new FixableError({ code: "data/empty", problem: "there are no events", where: name });

  const refuse = (code: `data/${string}`, problem: string, event: number, column: number, fix?: string) =>
    new FixableError({
      code,
      problem: `${columnName(layout, column)} is ${rows[event * layout.width + column]}, ${problem}`,
      where: `${name}, row ${event}, column ${column}`,
      fix,
    });
  const mustHaveLogarithm = (event: number, column: number, code: `data/${string}`, zeroHasOne: boolean) => {
    const value = rows[event * layout.width + column]!;
    if (unit !== "logMeV" && (value < 0 || (value === 0 && !zeroHasOne)))
      throw refuse(
        code,
        `expected ${zeroHasOne ? "0" : "more than 0"} ${unit}${zeroHasOne ? " or more" : ""}`,
        event,
        column,
      );
    if (unit === "logMeV" && value > LARGEST_LOG_MEV)
      throw refuse("data/wrong-unit", "too large for a logarithm of MeV", event, column, "data.unit=GeV");
  };

  for (let event = 0; event < count; event++) {
    const row = event * layout.width;
    for (let column = 0; column < layout.width; column++)
      if (!Number.isFinite(rows[row + column])) throw refuse("data/not-finite", "expected a number", event, column);
    for (let object = 0; object < layout.tokens; object++) {
      const id = rows[row + object]!;
      if (id < 0) throw refuse("data/negative-id", "expected 0 (padding) or more", event, object);
      if (!Number.isInteger(id)) throw refuse("data/non-integer-id", "expected a whole number", event, object);
      if (id > LARGEST_ID) throw refuse("data/id-too-large", `expected at most ${LARGEST_ID}`, event, object);
      if (id === 0 || !needsLogarithms) continue;
      const columnOfE = layout.objects + 4 * object;
      mustHaveLogarithm(event, columnOfE, "data/nonpositive-momentum", false);
      mustHaveLogarithm(event, columnOfE + 1, "data/nonpositive-momentum", false);
    }
    if (needsLogarithms) mustHaveLogarithm(event, layout.met, "data/negative-met", true);
  }
}
