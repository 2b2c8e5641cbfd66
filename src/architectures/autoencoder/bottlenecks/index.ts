/**
 * @file Every bottleneck there is. In configs the group is called `latent_space`, as its users type it
 * (`phase1/latent_space=vq`). To add one: write its file, then its line here.
 */
import type { VariableScope } from "#engine";
import type { Bottleneck, BottleneckOptions } from "./bottleneck.ts";
import { IdentityBottleneck, identityBottleneckConfig } from "./identity.ts";
import { LinearBottleneck, linearBottleneckConfig } from "./linear.ts";
import { VectorQuantizer, vectorQuantizerConfig } from "./vector-quantizer.ts";

export const bottlenecks = {
  none: { config: identityBottleneckConfig, build: IdentityBottleneck },
  linear: { config: linearBottleneckConfig, build: LinearBottleneck },
  vq: { config: vectorQuantizerConfig, build: VectorQuantizer },
} satisfies Record<string, BottleneckEntry>;

interface BottleneckEntry {
  readonly config: unknown;
  readonly build: new (config: never, scope: VariableScope, options: BottleneckOptions) => Bottleneck;
}
