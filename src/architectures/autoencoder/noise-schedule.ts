/**
 * @file How much of an event is left at a time between 0 (all) and 1 (nothing but noise): x_t = signal · x + noise · ε,
 * with signal² + noise² = 1. Continuous time, as in Song et al. 2020, arXiv:2011.13456, and Salimans and Ho 2022, arXiv:2202.00512.
 */
import type { Tensor } from "#engine";

export interface NoiseLevel {
  readonly signal: Tensor;
  readonly noise: Tensor;
}

export interface NoiseSchedule {
  /** @param time of any shape, from 0 to 1 */
  level(time: Tensor): NoiseLevel;
  /** The time at which there is this much more noise than signal. */
  timeOf(noiseToSignal: number): number;
}

/** Nichol and Dhariwal 2021, arXiv:2102.09672, eq. 17, without its offset. */
const cosine: NoiseSchedule = {
  level(time) {
    const angle = time.mul(Math.PI / 2);
    return { signal: angle.cos(), noise: angle.sin() };
  },
  timeOf: (noiseToSignal) => Math.atan(noiseToSignal) / (Math.PI / 2),
};

/** Rates of Ho et al. 2020, arXiv:2006.11239, from 10⁻⁴ to 0.02 in 1000 steps, per unit of time. */
const [SLOWEST, FASTEST] = [0.1, 20];

/** The rate of noising grows linearly; arXiv:2011.13456, eqs. 32 and 33. */
const linear: NoiseSchedule = {
  level(time) {
    const lost = time.mul(SLOWEST).add(time.square().mul((FASTEST - SLOWEST) / 2)); // -ln signal²
    return { signal: lost.mul(-0.5).exp(), noise: lost.neg().exp().neg().add(1).maximum(0).sqrt() };
  },
  timeOf(noiseToSignal) {
    const lost = Math.log1p(noiseToSignal ** 2);
    const growth = FASTEST - SLOWEST;
    return (Math.sqrt(SLOWEST ** 2 + 2 * growth * lost) - SLOWEST) / growth;
  },
};

export const noiseSchedules = { cosine, linear } as const;

export type NoiseScheduleName = keyof typeof noiseSchedules;
