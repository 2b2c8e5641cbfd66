/** @file Which features of a particle count more in the loss: `phase1.loss.feature_weights.eta=2`. */
import { type Infer, schema } from "#config/schema";

const weight = schema.number().min(0).default(1);

/** In the order of the features; φ stands for its sine and its cosine. */
export const featureWeights = schema
  .strictObject({ e: weight, pt: weight, eta: weight, phi: weight })
  .refine(({ e, pt, eta, phi }) => e + pt + eta + phi > 0, { error: "one feature at least has to count" })
  .prefault({});

export type FeatureWeights = Infer<typeof featureWeights>;

/**
 * @param features of a transform: E, pT, η, and φ as one number or two
 * @returns one weight a feature with mean one; null where all count the same
 */
export function weightsOfFeatures({ e, pt, eta, phi }: FeatureWeights, features: number): readonly number[] | null {
  if (e === pt && pt === eta && eta === phi) return null;
  const weights = [e, pt, eta, ...new Array<number>(features - 3).fill(phi)];
  const mean = weights.reduce((sum, one) => sum + one, 0) / features;
  return weights.map((one) => one / mean);
}
