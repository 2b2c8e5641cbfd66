/** @file A sweep → the values it stands for, each written as an override's value. */
import { FixableError } from "#utils/fixable-error.ts";
import { add, compare, toDecimal, toNumber } from "../python/decimal.ts";
import { ChoiceSweep, type Element, elementText, Glob, RangeSweep } from "./element.ts";
import { shuffled } from "./functions.ts";
import type { Override } from "./override.ts";

/** A range with more points is refused: it is a mistake, and Hydra would never come back from it. */
const MAX_POINTS = 1_000_000;

/**
 * @param optionsOf the options of a config group, for `glob()`
 * @throws FixableError `config/bad-sweep` for an interval, a zero step, a sweep in a list
 */
export function sweepTexts(override: Override, optionsOf: (group: string) => readonly string[]): string[] {
  const { value } = override;
  if (value instanceof ChoiceSweep) return textsOf(value.shuffle ? shuffled(value.items) : value.items, override);
  if (value instanceof RangeSweep) {
    const points = rangePoints(value, override);
    return textsOf(value.shuffle ? shuffled(points) : points, override);
  }
  if (value instanceof Glob) return matchingOptions(value, optionsOf(override.key), override);
  throw badSweep(override, "the basic sweeper cannot enumerate an interval; use range(), choice() or a list of values");
}

function textsOf(items: readonly Element[], override: Override): string[] {
  return items.map((item) => {
    const text = elementText(item);
    if (text === undefined) throw badSweep(override, "a sweep inside a sweep, a list or a dict cannot be enumerated");
    return text;
  });
}

function rangePoints({ start, stop, step }: RangeSweep, override: Override): (bigint | number)[] {
  const bounds = [start, stop, step].map((x) => (typeof x === "boolean" ? BigInt(x) : x)) as [number, number, number];
  const points: (bigint | number)[] = [];
  const push = (point: bigint | number) => {
    if (points.length >= MAX_POINTS) throw badSweep(override, `the range has more than ${MAX_POINTS} points`);
    points.push(point);
  };
  if (bounds.every((x) => typeof x === "bigint")) {
    const [from, to, by] = bounds as unknown as [bigint, bigint, bigint];
    if (by === 0n) throw badSweep(override, "the step of the range is 0");
    for (let x = from; by > 0n ? x < to : x > to; x += by) push(x);
    return points;
  }
  if (bounds.some(Number.isNaN)) throw badSweep(override, "a bound of the range is not a number (nan)");
  if (Number(bounds[2]) === 0) throw badSweep(override, "the step of the range is 0");
  if (bounds.some((x) => !Number.isFinite(Number(x)))) return infiniteRange(bounds.map(Number), override);
  const [from, to, by] = bounds.map(toDecimal) as [Decimal, Decimal, Decimal];
  const rising = by.coefficient > 0n;
  for (let x = from; rising ? compare(x, to) < 0 : compare(x, to) > 0; x = add(x, by)) push(toNumber(x));
  return points;
}

type Decimal = ReturnType<typeof toDecimal>;

/** With an infinite bound a range is empty, has one point, or never ends. */
function infiniteRange(bounds: number[], override: Override): number[] {
  const [start, stop, step] = bounds as [number, number, number];
  if (step > 0 ? start >= stop : start <= stop) return [];
  if (Number.isFinite(start) && Number.isFinite(stop)) return [start];
  throw badSweep(override, "the range has no end");
}

function matchingOptions(glob: Glob, options: readonly string[], override: Override): string[] {
  const patterns = (given: readonly Element[]) =>
    given.map((pattern) => {
      if (typeof pattern !== "string") throw badSweep(override, "the patterns of glob() must be unquoted texts");
      return shellPattern(pattern);
    });
  const [include, exclude] = [patterns(glob.include), patterns(glob.exclude)];
  const matches = (name: string, any: readonly RegExp[]) => any.some((pattern) => pattern.test(name));
  return options.filter((name) => matches(name, include) && !matches(name, exclude));
}

/** `fnmatch`: `*`, `?`, `[abc]`, `[!abc]`; everything else is itself. */
function shellPattern(pattern: string): RegExp {
  let source = "";
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i]!;
    const close = character === "[" ? pattern.indexOf("]", i + (pattern[i + 1] === "!" ? 3 : 2)) : -1;
    if (character === "*") source += "[^]*";
    else if (character === "?") source += "[^]";
    else if (close >= 0) {
      const inside = pattern.slice(i + 1, close).replace(/[\\[\]^]/g, "\\$&");
      source += inside.startsWith("!") ? `[^${inside.slice(1)}]` : `[${inside}]`;
      i = close;
    } else source += character.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  }
  try {
    return new RegExp(`^(?:${source})$`, "u");
  } catch {
    return /(?!)/; // an impossible range such as [z-a] matches nothing
  }
}

function badSweep(override: Override, problem: string): FixableError {
  return new FixableError({ code: "config/bad-sweep", problem, where: `override ${override.text}` });
}
