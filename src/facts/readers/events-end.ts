/**
 * @file What the end of `facts/events.jsonl` says. The file is read from behind, since the Python system's grows with the
 * square of its epochs and only its last lines are needed; and of those only the fields that are asked for.
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { isObject, type JsonObject, numberOf, parsePythonJson } from "./python-json.ts";

export interface EventsEnd {
  /** The first `on_train_end` behind the last epoch; where there is none, the first of the file. */
  readonly trainEnd: LongFact | undefined;
  readonly lastEpoch: LongFact | undefined;
  /** Whether the last line has no end: whoever wrote it was stopped. */
  readonly isCut: boolean;
}

const FIRST_BYTES = 48 * 2 ** 10;
/** Lent to one file after the other. */
let scratch = Buffer.alloc(0);
/** Where the histories begin, as Python and we write them. */
const HISTORIES = /, ?"histor(?:ies"|y_)/;

/** A fact whose histories, most of its length, are parsed one by one and only when asked for. */
export class LongFact {
  readonly #line: string;
  readonly #historiesAt: number;
  readonly fields: JsonObject;
  #whole: JsonObject | undefined;

  private constructor(line: string, historiesAt: number, fields: JsonObject) {
    this.#line = line;
    this.#historiesAt = historiesAt;
    this.fields = fields;
  }

  /** @returns undefined unless the line is a whole fact of this moment */
  static parse(line: string, moment: string): LongFact | undefined {
    if (!line.includes(`"${moment}"`)) return undefined; // parsing every line would be dear
    const at = line.search(HISTORIES);
    const isWhole = line.trimEnd().endsWith("}");
    const head = at > 0 && isWhole ? parsePythonJson(`${line.slice(0, at)}}`) : undefined;
    const fields = head?.["moment"] === moment ? head : parsePythonJson(line);
    return fields?.["moment"] === moment ? new LongFact(line, at, fields) : undefined;
  }

  /** By epoch, the place in the list; NaN where an epoch lacks it. Undefined where the fact has no such history. */
  history(name: string): Float64Array | undefined {
    if (this.#historiesAt < 0) return undefined;
    const list = this.#listAt(`"${name}":`) ?? this.#listAt(`"history_${name}":`) ?? this.#listOfWhole(name);
    if (list === undefined) return undefined;
    const values = new Float64Array(list.length);
    for (let i = 0; i < list.length; i++) values[i] = numberOf(list[i]) ?? Number.NaN;
    return values;
  }

  /** The list behind a key, if it can be cut out; lists of numbers hold no brackets. */
  #listAt(key: string): readonly unknown[] | undefined {
    const at = this.#line.indexOf(key, this.#historiesAt);
    const start = at < 0 ? -1 : this.#line.indexOf("[", at);
    const end = start < 0 ? -1 : this.#line.indexOf("]", start);
    if (end < 0 || this.#line.slice(at + key.length, start).trim() !== "") return undefined;
    const parsed = parsePythonJson(`{"list":${this.#line.slice(start, end + 1)}}`)?.["list"];
    return Array.isArray(parsed) ? parsed : undefined;
  }

  #listOfWhole(name: string): readonly unknown[] | undefined {
    this.#whole ??= parsePythonJson(this.#line) ?? {};
    const histories = this.#whole["histories"];
    const list = (isObject(histories) ? histories[name] : undefined) ?? this.#whole[`history_${name}`];
    return Array.isArray(list) ? list : undefined;
  }
}

/** @returns null where there is no such file */
export function readEventsEnd(path: string): EventsEnd | null {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw cause;
  }
  try {
    const { size } = fstatSync(file);
    // in a file that grows with the square of its epochs the last lines are long
    for (let bytes = Math.min(size, Math.max(FIRST_BYTES, size >> 4)); ; bytes = Math.min(size, bytes * 3)) {
      const isWhole = bytes >= size;
      const lines = linesOf(file, size - bytes, bytes, isWhole);
      const end = endOf(lines);
      if (end.lastEpoch && end.trainEnd) return end;
      if (isWhole) return { ...end, trainEnd: end.trainEnd ?? firstOf(lines, "on_train_end") };
    }
  } finally {
    closeSync(file);
  }
}

/** The validation losses of every epoch by term, from the facts of the single epochs: what an unfinished run has. */
export function readEpochTerms(path: string): ReadonlyMap<string, Float64Array> {
  const file = openSync(path, "r");
  const terms = new Map<string, number[]>();
  try {
    for (const line of linesOf(file, 0, fstatSync(file).size, true)) {
      const fact = line.includes('"on_epoch_end"') ? parsePythonJson(line) : undefined;
      const epoch = numberOf(fact?.["epoch"]);
      const losses = isObject(fact?.["losses"]) ? fact["losses"]["val"] : undefined;
      if (fact?.["moment"] !== "on_epoch_end" || epoch === null || !isObject(losses)) continue;
      for (const [name, value] of Object.entries(losses)) {
        const history = terms.get(name) ?? [];
        history[epoch] = numberOf(value) ?? Number.NaN;
        terms.set(name, history);
      }
    }
  } finally {
    closeSync(file);
  }
  return new Map(
    Array.from(terms, ([name, values]) => [name, Float64Array.from(values, (value) => value ?? Number.NaN)]),
  );
}

/**
 * Not decoded: only numbers and names in ASCII are taken out of these lines.
 *
 * @param isWhole whether `start` is the beginning of the file; else the first line may be cut and is left out
 */
function linesOf(file: number, start: number, bytes: number, isWhole: boolean): string[] {
  if (scratch.length < bytes) scratch = Buffer.allocUnsafe(bytes);
  let filled = 0;
  while (filled < bytes) {
    const read = readSync(file, scratch, filled, bytes - filled, start + filled);
    if (read === 0) break; // it shrank meanwhile
    filled += read;
  }
  const lines = scratch.toString("latin1", 0, filled).split("\n");
  return isWhole ? lines : lines.slice(1);
}

function endOf(lines: readonly string[]): EventsEnd {
  let at = lines.length;
  let lastEpoch: LongFact | undefined;
  while (lastEpoch === undefined && at-- > 0) lastEpoch = LongFact.parse(lines[at]!, "on_epoch_end");
  return { trainEnd: firstOf(lines.slice(at + 1), "on_train_end"), lastEpoch, isCut: lines.at(-1) !== "" };
}

function firstOf(lines: readonly string[], moment: string): LongFact | undefined {
  for (const line of lines) {
    const fact = LongFact.parse(line, moment);
    if (fact !== undefined) return fact;
  }
  return undefined;
}
