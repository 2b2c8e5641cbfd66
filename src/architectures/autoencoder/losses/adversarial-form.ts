/** @file The games that critic and model can play: what each of them makes smaller, given the critic's scores. */
import type { Tensor } from "#engine";

export interface AdversarialForm {
  /** @param truth, fake `[batch]`, scores of true events and of reconstructions @returns a scalar */
  critic(truth: Tensor, fake: Tensor): Tensor;
  /** @param fake `[batch]`, scores of reconstructions @returns a scalar */
  model(fake: Tensor): Tensor;
}

/** Lim and Ye 2017, arXiv:1705.02894: the critic is content with scores beyond ± 1. */
const hinge: AdversarialForm = {
  critic: (truth, fake) => truth.neg().add(1).relu().mean().add(fake.add(1).relu().mean()),
  model: (fake) => fake.mean().neg(),
};

/** Goodfellow et al. 2014, arXiv:1406.2661: scores are log-odds; the model makes its own more likely (section 3). */
const nonSaturating: AdversarialForm = {
  critic: (truth, fake) => softplus(truth.neg()).mean().add(softplus(fake).mean()),
  model: (fake) => softplus(fake.neg()).mean(),
};

/** Arjovsky et al. 2017, arXiv:1701.07875: a distance of distributions, if something keeps the critic's slope at one. */
const wasserstein: AdversarialForm = {
  critic: (truth, fake) => fake.mean().sub(truth.mean()),
  model: (fake) => fake.mean().neg(),
};

export const adversarialForms = { hinge, non_saturating: nonSaturating, wasserstein } as const;

export type AdversarialFormName = keyof typeof adversarialForms;

/** log(1 + e^x) without overflow. */
function softplus(x: Tensor): Tensor {
  return x.relu().add(x.abs().neg().exp().add(1).log());
}
