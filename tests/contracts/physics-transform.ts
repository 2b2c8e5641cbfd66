/** @file What a physics transform says of itself, for parts that compute with pairs of particles. */
import { type TransformDescription, transforms } from "#data";

const { features, globalFeatures } = transforms.physics;

export const PHYSICS: TransformDescription = {
  kind: "physics",
  unit: "GeV",
  n_tokens: 6,
  features,
  mean: [5, 4, 0.5, 0, 0],
  std: [2, 0.5, 3, 1, 1],
  global_features: globalFeatures,
  global_mean: [4, 0, 0],
  global_std: [1, 1, 1],
};
