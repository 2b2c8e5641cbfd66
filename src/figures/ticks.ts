/** @file Where the ticks of an axis stand, and what is written beside them. */
import type { Axis, Tick } from "./figure.ts";

export interface Ticks {
  readonly major: readonly Tick[];
  readonly minor: readonly number[];
  /** Factor common to all labels, e.g. `×10^{6}`; empty mostly. */
  readonly factor: string;
}

/** @param count about how many labels there is room for */
export function ticksOf(axis: Axis, count: number): Ticks {
  if (axis.ticks) return { major: axis.ticks, minor: [], factor: "" };
  return axis.scale === "log" ? logTicks(axis.domain, count) : linearTicks(axis.domain, count, axis.integer ?? false);
}

/** Minor steps of a major step, with the change of exponent: a fifth of 1 and 5, a quarter of 2. */
const FINER: Readonly<Record<number, readonly [mantissa: number, exponent: number]>> = {
  1: [2, -1],
  2: [5, -1],
  5: [1, 0],
};

/** The next smaller of 1, 2, 5, with the change of exponent. */
const SMALLER: Readonly<Record<number, readonly [mantissa: number, exponent: number]>> = {
  1: [5, -1],
  2: [1, 0],
  5: [2, 0],
};

/** The smallest of 1, 2, 5 times a power of ten that is at least `atLeast`, as a pair: 0.02 is [2, -2]. */
export function niceStep(atLeast: number): readonly [mantissa: number, exponent: number] {
  const exponent = Math.floor(Math.log10(atLeast));
  for (const mantissa of [1, 2, 5])
    if (decimal(mantissa, exponent) >= atLeast * (1 - 1e-9)) return [mantissa, exponent];
  return [1, exponent + 1];
}

/** The one of 1, 2, 5 times a power of ten that is nearest by ratio. */
function nearestStep(step: number): readonly [mantissa: number, exponent: number] {
  const [mantissa, exponent] = niceStep(step);
  const [before, shift] = SMALLER[mantissa]!;
  const below = decimal(before, exponent + shift);
  return step / below < decimal(mantissa, exponent) / step ? [before, exponent + shift] : [mantissa, exponent];
}

/** `mantissa · 10^exponent` as the nearest double, so that 3 steps of 0.1 are 0.3. */
export function decimal(mantissa: number, exponent: number): number {
  return Number(`${mantissa}e${exponent}`);
}

/** One label alone would not say how long the axis is. */
const FEWEST = 2;

function linearTicks([low, high]: readonly [number, number], count: number, integer: boolean): Ticks {
  let [mantissa, exponent] = nearestStep((high - low) / Math.max(1, count));
  if (integer && exponent < 0) [mantissa, exponent] = [1, 0];
  let at = multiplesWithin(low, high, mantissa, exponent);
  // a step of a third of the length has two multiples on it, wherever it begins
  for (let tries = 3; at.length < FEWEST && tries > 0 && !(integer && exponent === 0 && mantissa === 1); tries--) {
    const [smaller, shift] = SMALLER[mantissa]!;
    [mantissa, exponent] = [smaller, exponent + shift];
    at = multiplesWithin(low, high, mantissa, exponent);
  }

  const largest = Math.max(...at.map(Math.abs), 0);
  const magnitude = largest > 0 ? Math.floor(Math.log10(largest) + 1e-9) : 0;
  const shift = magnitude >= 5 ? 3 * Math.floor(magnitude / 3) : magnitude <= -4 ? magnitude : 0;
  const decimals = Math.max(0, shift - exponent);
  const label = (value: number) => minus((value / 10 ** shift).toFixed(decimals));

  const [fineMantissa, fineExponent] = FINER[mantissa]!;
  const minor =
    integer && exponent + fineExponent < 0 ? [] : multiplesWithin(low, high, fineMantissa, exponent + fineExponent);
  const isMajor = new Set(at);
  return {
    major: at.map((value) => ({ at: value, label: label(value) })),
    minor: minor.filter((value) => !isMajor.has(value)),
    factor: shift === 0 ? "" : `×10^{${minus(String(shift))}}`,
  };
}

/** What is labelled of every decade, best first; a set is taken when it gives three labels and no more than fit. */
const LABELLED = [[1, 2, 5], [1, 3], [1], [1, 2, 3, 5]] as const;
const ENOUGH = 3;

function logTicks([low, high]: readonly [number, number], count: number): Ticks {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const inside = (value: number) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
  const exponents = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const of = (mantissas: readonly number[]): LogTick[] =>
    exponents
      .flatMap((exponent) => mantissas.map((m) => ({ at: decimal(m, exponent), m, exponent })))
      .filter(({ at }) => inside(at));

  const decades = of([1]);
  const fitting = LABELLED.map(of).find(({ length }) => length >= ENOUGH && length <= Math.max(ENOUGH, count));
  if (!fitting && decades.length < FEWEST) return linearTicks([low, high], count, false);
  const labelled = fitting ?? everySoMany(decades, Math.max(FEWEST, count));
  const plain = labelled.every(({ at }) => at >= 1e-3 && at <= 1e4);
  const label = ({ at, m, exponent }: LogTick) =>
    plain ? String(at) : `${m === 1 ? "" : `${m}×`}10^{${minus(String(exponent))}}`;
  const isMajor = new Set(labelled.map(({ at }) => at));
  const fine = labelled.length >= decades.length ? of([1, 2, 3, 4, 5, 6, 7, 8, 9]) : decades;
  return {
    major: labelled.map((tick) => ({ at: tick.at, label: label(tick) })),
    minor: fine.map(({ at }) => at).filter((at) => !isMajor.has(at)),
    factor: "",
  };
}

interface LogTick {
  readonly at: number;
  readonly m: number;
  readonly exponent: number;
}

/** Decades at the stride that leaves `count` of them at most, with 1 among them if that leaves no fewer. */
function everySoMany(decades: readonly LogTick[], count: number): readonly LogTick[] {
  const stride = Math.ceil(decades.length / count);
  const starting = (at: number) => decades.filter(({ exponent }) => (exponent - at) % stride === 0);
  const [withOne, fromFirst] = [starting(0), starting(decades[0]!.exponent)];
  return withOne.length >= fromFirst.length ? withOne : fromFirst;
}

function multiplesWithin(low: number, high: number, mantissa: number, exponent: number): number[] {
  const step = decimal(mantissa, exponent);
  const slack = (high - low) * 1e-9;
  const [first, last] = [Math.ceil((low - slack) / step), Math.floor((high + slack) / step)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => decimal((first + i) * mantissa, exponent));
}

/** A hyphen is too short for a number. */
const minus = (text: string) => (/^-0\.?0*$/.test(text) ? text.slice(1) : text.replace("-", "−"));
