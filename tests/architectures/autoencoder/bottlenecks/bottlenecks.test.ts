/** @file Every bottleneck against its contract. */
import {
  CosineVectorQuantizer,
  cosineVectorQuantizerConfig,
} from "../../../../src/architectures/autoencoder/bottlenecks/cosine-vector-quantizer.ts";
import { FiniteScalarQuantizer } from "../../../../src/architectures/autoencoder/bottlenecks/finite-scalar-quantizer.ts";
import { IdentityBottleneck } from "../../../../src/architectures/autoencoder/bottlenecks/identity.ts";
import { LinearBottleneck } from "../../../../src/architectures/autoencoder/bottlenecks/linear.ts";
import {
  ResidualVectorQuantizer,
  residualVectorQuantizerConfig,
} from "../../../../src/architectures/autoencoder/bottlenecks/residual-vector-quantizer.ts";
import { VariationalBottleneck } from "../../../../src/architectures/autoencoder/bottlenecks/variational.ts";
import {
  VectorQuantizer,
  vectorQuantizerConfig,
} from "../../../../src/architectures/autoencoder/bottlenecks/vector-quantizer.ts";
import { bottleneckContract } from "../../../contracts/bottleneck.ts";
import { SIZES } from "../../../contracts/padded-events.ts";

const latent_dim = SIZES.latent;
const codebook = { latent_dim, codebook_size: 8, beta: 0.25, ema: true, ema_decay: 0.99 };
const vq = (changes: object) => vectorQuantizerConfig.parse({ kind: "vq", ...codebook, ...changes });
const cosine = (changes: object) => cosineVectorQuantizerConfig.parse({ kind: "cosine_vq", ...codebook, ...changes });
const residual = (changes: object) =>
  residualVectorQuantizerConfig.parse({ kind: "residual_vq", depth: 3, ...codebook, ...changes });
const byGradient = { ema: false };
const rotated = { gradient_estimator: "rotation" };

bottleneckContract("IdentityBottleneck", () => new IdentityBottleneck());
bottleneckContract("LinearBottleneck", (scope) => new LinearBottleneck({ kind: "linear", latent_dim }, scope));
bottleneckContract(
  "VectorQuantizer by gradient",
  (scope, options) => new VectorQuantizer(vq(byGradient), scope, options),
);
bottleneckContract("VectorQuantizer by averages", (scope, options) => new VectorQuantizer(vq({}), scope, options));
bottleneckContract(
  "VectorQuantizer without revival",
  (scope, options) => new VectorQuantizer(vq({ dead_code_threshold: 0 }), scope, options),
);
bottleneckContract(
  "VectorQuantizer with rotation",
  (scope, options) => new VectorQuantizer(vq(rotated), scope, options),
);
bottleneckContract("CosineVectorQuantizer", (scope, options) => new CosineVectorQuantizer(cosine({}), scope, options));
bottleneckContract(
  "CosineVectorQuantizer by gradient",
  (scope, options) => new CosineVectorQuantizer(cosine(byGradient), scope, options),
);
bottleneckContract(
  "ResidualVectorQuantizer",
  (scope, options) => new ResidualVectorQuantizer(residual({}), scope, options),
);
bottleneckContract(
  "ResidualVectorQuantizer by gradient",
  (scope, options) => new ResidualVectorQuantizer(residual({ ...byGradient, ...rotated }), scope, options),
);
bottleneckContract(
  "FiniteScalarQuantizer",
  (scope) => new FiniteScalarQuantizer({ kind: "fsq", latent_dim, levels: [5, 4, 3] }, scope),
);
bottleneckContract(
  "VariationalBottleneck",
  (scope) => new VariationalBottleneck({ kind: "variational", latent_dim, beta: 0.1 }, scope),
);
