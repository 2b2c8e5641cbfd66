/** @file The laws random numbers of the simulation follow, each from a stream of uniform and normal ones. */
import type { RandomStream } from "#utils/seed.ts";

export function exponential(stream: RandomStream, mean: number): number {
  return -mean * Math.log(1 - stream.uniform());
}

/** Sum of so many exponentials of the given scale: Gamma with a whole shape. */
export function erlang(stream: RandomStream, shape: number, scale: number): number {
  let product = 1;
  for (let i = 0; i < shape; i++) product *= 1 - stream.uniform();
  return -scale * Math.log(product);
}

/** Gamma with shape 1 or more and scale 1, after Marsaglia and Tsang 2000, doi:10.1145/358407.358414. */
function gamma(stream: RandomStream, shape: number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = stream.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - stream.uniform()) < (x * x) / 2 + d * (1 - v + Math.log(v))) return d * v;
  }
}

/** Beta for a and b of 1 or more. */
export function beta(stream: RandomStream, a: number, b: number): number {
  const x = gamma(stream, a);
  return x / (x + gamma(stream, b));
}

/** Number of rare things with this mean, by Knuth's product of uniforms: for small means. */
export function poisson(stream: RandomStream, mean: number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = stream.uniform(); product > limit; product *= stream.uniform()) count++;
  return count;
}

/** Density ~ x^-(index + 1) from `smallest` to `largest`. */
export function powerLaw(stream: RandomStream, index: number, smallest: number, largest = Infinity): number {
  const tail = (smallest / largest) ** index;
  return smallest * (1 - stream.uniform() * (1 - tail)) ** (-1 / index);
}

/** Normal with mean 0, drawn again until it lies within ±`largest`. */
export function normalWithin(stream: RandomStream, sigma: number, largest: number): number {
  for (;;) {
    const value = sigma * stream.normal();
    if (Math.abs(value) < largest) return value;
  }
}

/** Non-relativistic Breit and Wigner line, cut at ±`cut` from its middle. */
export function breitWigner(stream: RandomStream, mass: number, width: number, cut: number): number {
  const largest = Math.atan((2 * cut) / width);
  return mass + (width / 2) * Math.tan(largest * (2 * stream.uniform() - 1));
}

/** A law known by some of its quantiles, linear between them: `[probability, value]`, from 0 to 1. */
export function fromQuantiles(stream: RandomStream, quantiles: readonly (readonly [number, number])[]): number {
  const u = stream.uniform();
  const above = quantiles.findIndex(([probability]) => probability > u);
  const [[p0, x0], [p1, x1]] = [quantiles[above - 1]!, quantiles[above]!];
  return x0 + ((x1 - x0) * (u - p0)) / (p1 - p0);
}

/** A number in [low, high). */
export function uniform(stream: RandomStream, low: number, high: number): number {
  return low + (high - low) * stream.uniform();
}
