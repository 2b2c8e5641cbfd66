/**
 * @file How a gradient passes a choice that has none: forward the code, backward as if the latent had been changed
 * smoothly into it. Every estimator gives the code itself, to the bit.
 */
import { schema } from "#config/schema";
import type { Tensor } from "#engine";

/** @param vectors, quantized `[vector, latent]`; the gradient goes to `vectors` alone */
type GradientEstimator = (vectors: Tensor, quantized: Tensor) => Tensor;

/** As if the latent had been shifted: the gradient arrives unchanged. Bengio et al. 2013, arXiv:1308.3432. */
const straightThrough: GradientEstimator = (vectors, quantized) => forwardAs(quantized, vectors);

/**
 * As if the latent had been rotated and stretched onto its code, so that the angle between gradient and code is kept.
 * Fifty et al. 2024, arXiv:2410.06424, eq. 4: ‖q‖/‖e‖ (I - 2 r rᵀ + 2 q̂ êᵀ) e.
 */
const rotation: GradientEstimator = (vectors, quantized) => {
  const [e, q] = [vectors.stopGradient(), quantized.stopGradient()];
  const [eHat, qHat] = [unit(e), unit(q)];
  const r = unit(eHat.add(qHat));
  const along = (direction: Tensor) => vectors.mul(direction).sum([1], true); // [vector, 1]
  const rotated = vectors.sub(r.mul(along(r)).mul(2)).add(qHat.mul(along(eHat)).mul(2));
  return forwardAs(quantized, rotated.mul(lengthOf(q).div(lengthOf(e))));
};

export const gradientEstimators = { straight_through: straightThrough, rotation } as const;

export const gradientEstimatorName = schema
  .enum(["straight_through", "rotation"])
  .default("straight_through")
  .describe("how the gradient passes the choice of a code");

/** Keeps a vector of length zero from dividing by zero. */
const SMALLEST_SQUARE = 1e-12;

/** `[vector, 1]` */
function lengthOf(vectors: Tensor): Tensor {
  return vectors.square().sum([1], true).add(SMALLEST_SQUARE).sqrt();
}

/** The same directions with length one. */
export function unit(vectors: Tensor): Tensor {
  return vectors.div(lengthOf(vectors));
}

/** The value of one tensor with the gradient of another: x - x is zero to the bit, and its gradient is that of x. */
export function forwardAs(value: Tensor, gradient: Tensor): Tensor {
  return value.stopGradient().add(gradient.sub(gradient.stopGradient()));
}
