/** @file How far an axis reaches, given what it has to show. */
import type { Axis, Numbers } from "./figure.ts";

export type Domain = readonly [number, number];

const LARGEST = 1e100; // differences and powers of ten stay exact enough far below the limits of a double

/** Whether an axis can show a value: finite, below 1e100 and, on a logarithmic axis, above 1e-100. */
export function isDrawable(value: number, scale: "linear" | "log" = "linear"): boolean {
  return Math.abs(value) < LARGEST && (scale === "linear" || value > 1 / LARGEST);
}

/** Smallest and largest drawable value; null when there is none */
export function extentOf(arrays: readonly Numbers[], scale: "linear" | "log" = "linear"): Domain | null {
  let [low, high] = [Infinity, -Infinity];
  for (const array of arrays) {
    for (let i = 0; i < array.length; i++) {
      const value = array[i]!;
      if (!isDrawable(value, scale)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : null;
}

/** Air around the data, as shares of the length of the axis. */
export interface Air {
  readonly below: number;
  readonly above: number;
}

/**
 * The extent with air around it; a single value gets a unit of its own size around it.
 *
 * @param extent positive for `log`
 */
export function domainAround(extent: Domain, scale: "linear" | "log", air: Air = { below: 0.05, above: 0.08 }): Domain {
  if (scale === "log") {
    const [low, high] = [Math.log10(extent[0]), Math.log10(extent[1])];
    const length = Math.max(high - low, 0.3);
    const middle = (low + high) / 2;
    const [from, to] = [Math.min(low, middle - length / 2), Math.max(high, middle + length / 2)];
    return [10 ** (from - air.below * length), 10 ** (to + air.above * length)];
  }
  let [low, high] = extent;
  if (high - low <= Math.max(Math.abs(high) * 1e-12, 1 / LARGEST)) {
    const half = Math.abs(high) <= 1 / LARGEST ? 1 : Math.abs(high) / 2;
    [low, high] = [low - half, high + half];
  }
  const length = high - low;
  return [low - air.below * length, high + air.above * length];
}

/** Logarithmic when everything is positive and spans more than a factor `ratio`. */
export function scaleFor(arrays: readonly Numbers[], ratio = 50): "linear" | "log" {
  const extent = extentOf(arrays);
  return extent !== null && extent[0] > 0 && extent[1] / extent[0] > ratio ? "log" : "linear";
}

/** Where a value stands on an axis: 0 at its lower end, 1 at its upper. @param value positive for `log` */
export function shareOf({ domain: [low, high], scale }: Pick<Axis, "domain" | "scale">, value: number): number {
  if (scale === "log") return Math.log(value / low) / Math.log(high / low);
  return (value - low) / (high - low);
}
