/** @file No bottleneck: the latent goes through as it is (`latent_space=none`). */
import { schema } from "#config/schema";
import type { Tensor } from "#engine";
import type { Bottleneck, BottleneckOutput } from "./bottleneck.ts";

export const identityBottleneckConfig = schema.strictObject({
  kind: schema.literal("none"),
  latent_dim: schema.int().positive(),
});

export class IdentityBottleneck implements Bottleneck {
  readonly codes = null;

  compress(latent: Tensor): BottleneckOutput {
    return { latent, indices: null, losses: {}, diagnostics: {}, updates: [] };
  }
}
