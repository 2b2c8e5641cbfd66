/** @file A learned linear map of the latent onto itself, token by token (`latent_space=linear`). */
import { type Infer, schema } from "#config/schema";
import { Linear, type Tensor, type VariableScope } from "#engine";
import type { Bottleneck, BottleneckOutput } from "./bottleneck.ts";

export const linearBottleneckConfig = schema.strictObject({
  kind: schema.literal("linear"),
  latent_dim: schema.int().positive(),
});

export class LinearBottleneck implements Bottleneck {
  readonly codes = null;
  readonly projection: Linear;

  constructor({ latent_dim }: Infer<typeof linearBottleneckConfig>, scope: VariableScope) {
    this.projection = new Linear(latent_dim, latent_dim, scope.at("projection"));
  }

  compress(latent: Tensor): BottleneckOutput {
    return { latent: this.projection.apply(latent), indices: null, losses: {}, diagnostics: {}, updates: [] };
  }
}
