/**
 * @file An override's value after its functions ran: an element, or a sweep over elements.
 * Quotes are kept, because Hydra writes a quoted text back with its quotes.
 */
import { floatRepr } from "../python/number.ts";
import { type Key, keyId, type Plain, PlainDict } from "../python/value.ts";
import { escapeText, printQuoted } from "./syntax.ts";

export class Quoted {
  readonly text: string;
  readonly quote: "'" | '"';
  constructor(text: string, quote: "'" | '"') {
    this.text = text;
    this.quote = quote;
  }
}

/** A dict as it was written: typed keys, a repeated key keeps its first place and takes the last value. */
export class ElementDict {
  readonly #entries = new Map<string, readonly [ElementKey, Element]>();

  constructor(entries: Iterable<readonly [ElementKey, Element]>) {
    for (const [key, value] of entries) {
      const id = key === null ? "null" : keyId(key);
      this.#entries.set(id, [this.#entries.get(id)?.[0] ?? key, value]);
    }
  }

  entries(): readonly (readonly [ElementKey, Element])[] {
    return [...this.#entries.values()];
  }
}

export type ElementKey = Exclude<Key, Uint8Array> | null;

export type Element =
  | null
  | boolean
  | bigint
  | number
  | string
  | Quoted
  | ElementDict
  | readonly Element[]
  | Sweep
  | Glob;

export type Sweep = ChoiceSweep | RangeSweep | IntervalSweep;

export class ChoiceSweep {
  readonly items: readonly Element[];
  /** `a,b` rather than `choice(a,b)` */
  readonly simple: boolean;
  readonly shuffle: boolean;
  readonly tags: readonly string[];
  constructor(
    items: readonly Element[],
    options: { simple?: boolean; shuffle?: boolean; tags?: readonly string[] } = {},
  ) {
    this.items = items;
    this.simple = options.simple ?? false;
    this.shuffle = options.shuffle ?? false;
    this.tags = options.tags ?? [];
  }
}

export type RangeNumber = bigint | number | boolean;

export class RangeSweep {
  readonly start: RangeNumber;
  readonly stop: RangeNumber;
  readonly step: RangeNumber;
  readonly shuffle: boolean;
  readonly tags: readonly string[];
  constructor(
    bounds: { readonly start: RangeNumber; readonly stop: RangeNumber; readonly step: RangeNumber },
    options: { shuffle?: boolean; tags?: readonly string[] } = {},
  ) {
    this.start = bounds.start;
    this.stop = bounds.stop;
    this.step = bounds.step;
    this.shuffle = options.shuffle ?? false;
    this.tags = options.tags ?? [];
  }
}

export class IntervalSweep {
  readonly start: bigint | number;
  readonly end: bigint | number;
  readonly tags: readonly string[];
  constructor(start: bigint | number, end: bigint | number, tags: readonly string[] = []) {
    this.start = start;
    this.end = end;
    this.tags = tags;
  }
}

/** Options of a group by shell patterns; what it stands for is known only beside a config tree. */
export class Glob {
  readonly include: readonly Element[];
  readonly exclude: readonly Element[];
  constructor(include: readonly Element[], exclude: readonly Element[]) {
    this.include = include;
    this.exclude = exclude;
  }
}

export function isSweep(value: unknown): value is Sweep {
  return value instanceof ChoiceSweep || value instanceof RangeSweep || value instanceof IntervalSweep;
}

/** The value as a config holds it: quotes dropped. Sweeps and null keys have no place in a config. */
export function toPlainValue(element: Element): Plain | undefined {
  if (element instanceof Quoted) return element.text;
  if (Array.isArray(element)) {
    const items = element.map(toPlainValue);
    return items.includes(undefined) ? undefined : (items as Plain[]);
  }
  if (element instanceof ElementDict) {
    const dict = new PlainDict();
    for (const [key, value] of element.entries()) {
      const plain = toPlainValue(value);
      if (key === null || plain === undefined) return undefined;
      dict.set(key, plain);
    }
    return dict;
  }
  if (isSweep(element) || element instanceof Glob) return undefined;
  return element as Plain;
}

/**
 * The element written back as Hydra writes it (`True`, `1e-07`, `a\ b`); undefined where Hydra cannot: a sweep in a list.
 *
 * @param spaced a blank after each comma and colon
 */
export function elementText(element: Element, spaced = false): string | undefined {
  if (element === null) return "null";
  if (element instanceof Quoted) return printQuoted(element.text, element.quote);
  if (typeof element === "string") return escapeText(element);
  if (typeof element === "boolean") return element ? "True" : "False";
  if (typeof element === "bigint") return element.toString();
  if (typeof element === "number") return floatRepr(element);
  const [comma, colon] = spaced ? [", ", ": "] : [",", ":"];
  if (Array.isArray(element)) {
    const items = element.map((item) => elementText(item, spaced));
    return items.includes(undefined) ? undefined : `[${items.join(comma)}]`;
  }
  if (element instanceof ElementDict) {
    const items = element.entries().map(([key, value]) => [elementText(key), elementText(value, spaced)] as const);
    if (items.some(([, value]) => value === undefined)) return undefined;
    return `{${items.map(([key, value]) => `${key}${colon}${value}`).join(comma)}}`;
  }
  return undefined;
}
