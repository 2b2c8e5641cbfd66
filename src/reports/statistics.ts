/** @file A few numbers → their mean and spread. */

export interface Spread {
  readonly mean: number;
  /** Of the sample (n − 1); null for a single number. */
  readonly std: number | null;
  readonly n: number;
}

/** What is not finite is left out and not counted. @returns null when nothing is left */
export function spreadOf(values: readonly (number | null | undefined)[]): Spread | null {
  const numbers = values.filter((value) => typeof value === "number" && Number.isFinite(value)) as number[];
  if (numbers.length === 0) return null;
  const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
  if (numbers.length === 1) return { mean, std: null, n: 1 };
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, std: Math.sqrt(squares / (numbers.length - 1)), n: numbers.length };
}

export const lowEnd = (spread: Spread | null): number => (spread ? spread.mean - (spread.std ?? 0) : Number.NaN);
export const highEnd = (spread: Spread | null): number => (spread ? spread.mean + (spread.std ?? 0) : Number.NaN);

/** The spread to one digit, or to two where the first is a 1; the mean to the same place: `0.85 ± 0.03`. */
export function formatSpread(spread: Spread | null): string {
  if (spread === null) return "n/a";
  if (!spread.std) return formatNumber(spread.mean);
  const size = Math.max(Math.abs(spread.mean), spread.std);
  if (size >= 1e6 || size < 1e-3) return `${formatNumber(spread.mean)} ± ${formatNumber(spread.std, 1)}`;
  const [digit, exponent] = spread.std.toExponential(0).split("e").map(Number);
  const decimals = Math.max(0, (digit === 1 ? 1 : 0) - exponent!);
  return `${spread.mean.toFixed(decimals).replace("-", "−")} ± ${spread.std.toFixed(decimals)}`;
}

/** Digits that count; whole numbers in full, and no powers of ten before a million or down to 0.0001. */
export function formatNumber(value: number, digits = 3): string {
  const size = Math.abs(value);
  const isPlain = size === 0 || (size >= 1e-4 && size < 1e6);
  const text = !isPlain
    ? value.toExponential(digits - 1).replace("e+", "e")
    : size >= 10 ** digits
      ? String(Math.round(value))
      : value.toPrecision(digits);
  return text.replaceAll("-", "−");
}
