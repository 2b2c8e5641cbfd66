/** @file The simplest tokenizer there is: every number of a particle in one of a few even bins. What a learned one has to beat. */
import type { CollisionColumns } from "#data";
import { quantile } from "#utils/quantile.ts";

/** Bits of each number of a particle; E and pT are binned in their logarithms. */
export type BinningBits = Readonly<Record<"e" | "pt" | "eta" | "phi", number>>;

type Particles = CollisionColumns["particles"];

/** As even as whole bits can be; what is left over goes to pT, η and φ first, since E is nearly known from pT and η. */
export function evenBits(bits: number): BinningBits {
  const share = (place: number) => Math.floor((bits + 3 - place) / 4);
  return { pt: share(0), eta: share(1), phi: share(2), e: share(3) };
}

/**
 * @param learnFrom gives the ranges, which leave out one in a thousand on either side
 * @returns the centres of the bins that the particles fall in
 */
export function binned(particles: Particles, learnFrom: Particles, bits: BinningBits): Particles {
  const { energyGeV, ptGeV, eta } = learnFrom;
  const even = (values: Float32Array, [low, high]: readonly [number, number], bitsOfOne: number) => {
    const [bins, width] = [2 ** bitsOfOne, (high - low) / 2 ** bitsOfOne];
    const binOf = (value: number) => Math.min(bins - 1, Math.max(0, Math.floor((value - low) / width)));
    return values.map((value) => low + (binOf(value) + 0.5) * width);
  };
  const logarithmic = (values: Float32Array, from: Float32Array, bitsOfOne: number) =>
    even(values.map(Math.log), rangeOf(from.map(Math.log)), bitsOfOne).map(Math.exp);
  return {
    ...particles,
    energyGeV: logarithmic(particles.energyGeV, energyGeV, bits.e),
    ptGeV: logarithmic(particles.ptGeV, ptGeV, bits.pt),
    eta: even(particles.eta, rangeOf(eta), bits.eta),
    phiRad: even(particles.phiRad, [-Math.PI, Math.PI], bits.phi),
  };
}

function rangeOf(values: Float32Array): readonly [number, number] {
  const sorted = values.toSorted();
  return [quantile(sorted, 0.001), quantile(sorted, 0.999)];
}
