/**
 * @file Every bottleneck there is. In configs the group is called `latent_space`, as its users type it
 * (`phase1/latent_space=vq`). To add one: write its file, then its line here.
 */
import type { VariableScope } from "#engine";
import type { ModelOptions } from "../model-options.ts";
import type { Bottleneck } from "./bottleneck.ts";
import { CosineVectorQuantizer, cosineVectorQuantizerConfig } from "./cosine-vector-quantizer.ts";
import { FiniteScalarQuantizer, finiteScalarQuantizerConfig } from "./finite-scalar-quantizer.ts";
import { IdentityBottleneck, identityBottleneckConfig } from "./identity.ts";
import { LinearBottleneck, linearBottleneckConfig } from "./linear.ts";
import { ResidualVectorQuantizer, residualVectorQuantizerConfig } from "./residual-vector-quantizer.ts";
import { VariationalBottleneck, variationalBottleneckConfig } from "./variational.ts";
import { VectorQuantizer, vectorQuantizerConfig } from "./vector-quantizer.ts";

export const bottlenecks = {
  none: { config: identityBottleneckConfig, build: IdentityBottleneck },
  linear: { config: linearBottleneckConfig, build: LinearBottleneck },
  vq: { config: vectorQuantizerConfig, build: VectorQuantizer },
  cosine_vq: { config: cosineVectorQuantizerConfig, build: CosineVectorQuantizer },
  residual_vq: { config: residualVectorQuantizerConfig, build: ResidualVectorQuantizer },
  fsq: { config: finiteScalarQuantizerConfig, build: FiniteScalarQuantizer },
  variational: { config: variationalBottleneckConfig, build: VariationalBottleneck },
} satisfies Record<string, BottleneckEntry>;

interface BottleneckEntry {
  readonly config: unknown;
  readonly build: new (config: never, scope: VariableScope, options: ModelOptions) => Bottleneck;
}
