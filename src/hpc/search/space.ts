/**
 * @file The space of a search, in Hydra's own words: `interval()`, `range()`, `choice()`, `glob()` and lists of values, as
 * in Hydra's Optuna sweeper. `tag(log, interval(1e-5, 1e-2))` is even in the logarithm, `int(interval(1, 9))` is whole.
 */
import {
  floatRepr,
  type IntervalSweep,
  isSweepOverride,
  keyElement,
  type OptionsOf,
  type Override,
  type Point,
  type RangeSweep,
  sweptTexts,
} from "#config";
import { FixableError } from "#utils/fixable-error.ts";
import type { Domain } from "./domain.ts";

export interface Parameter {
  /** As typed, with its `+`. */
  readonly key: string;
  readonly domain: Domain;
  /** The override for a number of the domain; `numberOf` is its inverse. */
  textOf(value: number): string;
  numberOf(text: string): number;
}

/** A number for each parameter, by key. */
export type Place = ReadonlyMap<string, number>;

export class SearchSpace {
  /** In the order of a point's overrides; a text is the same for all points. */
  readonly #axes: readonly (string | Parameter)[];
  readonly parameters: readonly Parameter[];

  /** @throws FixableError `config/bad-sweep` */
  constructor(overrides: readonly Override[], optionsOf: OptionsOf) {
    const byKey = new Map(overrides.map((override) => [keyElement(override), override]));
    this.#axes = Array.from(byKey.values(), (override) =>
      isSweepOverride(override) ? parameterOf(override, optionsOf) : textsOf(override, optionsOf)[0]!,
    );
    this.parameters = this.#axes.filter((axis) => typeof axis !== "string");
    if (this.parameters.length === 0) {
      const problem = "there is nothing to search over: no key has several values";
      throw new FixableError({ code: "config/bad-sweep", problem, fix: '"phase1.trainer.lr=interval(1e-4,1e-2)"' });
    }
  }

  pointAt(place: Place): Point {
    return this.#axes.map((axis) => (typeof axis === "string" ? axis : axis.textOf(place.get(axis.key)!)));
  }

  placeOf(point: Point): Place {
    const own = (key: string) => point.find((text) => text.startsWith(`${key}=`))!;
    return new Map(this.parameters.map(({ key, numberOf }) => [key, numberOf(own(key))]));
  }

  /** Points that have every option of every choice, and both ends of every interval. */
  corners(): readonly Point[] {
    const values = new Map(this.parameters.map(({ key, domain }) => [key, notableOf(domain)]));
    const count = Math.max(...Array.from(values.values(), ({ length }) => length));
    return Array.from({ length: count }, (_, at) =>
      this.pointAt(new Map(Array.from(values, ([key, own]) => [key, own[Math.min(at, own.length - 1)]!]))),
    );
  }
}

function notableOf(domain: Domain): readonly number[] {
  return domain.kind === "choice" ? Array.from({ length: domain.size }, (_, at) => at) : [domain.low, domain.high];
}

function parameterOf(override: Override, optionsOf: OptionsOf): Parameter {
  const { value, valueKind } = override;
  const { shuffle = false, tags = [] } = value as Partial<RangeSweep>;
  if (shuffle) throw badSweep(override, "a search has its own order, so shuffle() has no meaning in it");
  if (valueKind === "interval") return intervalOf(override, value as IntervalSweep);
  if (tags.includes("log")) throw badSweep(override, "only an interval() can be even in the logarithm");
  const texts = textsOf(override, optionsOf);
  if (texts.length === 0) throw badSweep(override, "it has no values");
  return {
    key: keyElement(override),
    domain:
      valueKind === "range"
        ? { kind: "steps", low: 0, high: texts.length - 1, isLog: false }
        : { kind: "choice", size: texts.length },
    textOf: (at) => texts[at]!,
    numberOf: (text) => texts.indexOf(text),
  };
}

function intervalOf(override: Override, { start, end, tags }: IntervalSweep): Parameter {
  const key = keyElement(override);
  const isWhole = typeof start === "bigint" && typeof end === "bigint";
  const [low, high] = [Number(start), Number(end)];
  const isLog = tags.includes("log");
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high))
    throw badSweep(override, "an interval goes from a number to a larger one");
  if (isLog && low <= 0) throw badSweep(override, "an interval that is even in the logarithm begins above 0");
  return {
    key,
    domain: { kind: isWhole ? "steps" : "interval", low, high, isLog },
    textOf: (value) => `${key}=${isWhole ? value : floatRepr(value)}`,
    numberOf: (text) => Number(text.slice(key.length + 1)),
  };
}

const textsOf = (override: Override, optionsOf: OptionsOf): readonly string[] =>
  sweptTexts([override], optionsOf).get(keyElement(override))!;

const badSweep = (override: Override, problem: string) =>
  new FixableError({ code: "config/bad-sweep", problem, where: `override ${override.text}` });
