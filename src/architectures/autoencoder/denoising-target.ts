/** @file What a denoiser is asked for, and what its answer says about event and noise. */
import type { Tensor } from "#engine";
import type { NoiseLevel } from "./noise-schedule.ts";

export interface DenoisingTarget {
  /** Noise over signal where sampling starts, and beyond which training asks nothing. */
  readonly mostNoise: number;
  /** What the answer should be for a clean event and the noise on it. */
  of(clean: Tensor, noise: Tensor, level: NoiseLevel): Tensor;
  /** The clean event that an answer about a noisy one implies. */
  toClean(answer: Tensor, noisy: Tensor, level: NoiseLevel): Tensor;
}

/**
 * The noise itself: Ho et al. 2020, arXiv:2006.11239, eqs. 14 and 15. An error of the answer counts noise / signal times in
 * the event, so the way cannot start as late as for the velocity.
 */
const epsilon: DenoisingTarget = {
  mostNoise: 6,
  of: (_clean, noise) => noise,
  toClean: (answer, noisy, { signal, noise }) => noisy.sub(answer.mul(noise)).div(signal),
};

/** The velocity, as sure of the event at full noise as of the noise at none: arXiv:2202.00512, section 4. */
const v: DenoisingTarget = {
  mostNoise: 30,
  of: (clean, noise, level) => noise.mul(level.signal).sub(clean.mul(level.noise)),
  toClean: (answer, noisy, { signal, noise }) => noisy.mul(signal).sub(answer.mul(noise)),
};

export const denoisingTargets = { epsilon, v } as const;

export type DenoisingTargetName = keyof typeof denoisingTargets;
