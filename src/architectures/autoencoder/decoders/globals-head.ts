/** @file What every decoder may end in: the globals of an event from a latent of their own, or from the mean of its particles. */
import { type Infer, schema } from "#config/schema";
import { axes, Mlp, type Tensor, type VariableScope } from "#engine";
import { activationName, widths } from "../config-parts.ts";
import type { ModelOptions } from "../model-options.ts";
import type { DecoderOutput, DecoderSizes, Latents } from "./decoder.ts";

export const globalsHeadFields = {
  globals_head: schema.boolean(),
  globals_hidden: widths,
  /** What the error of the globals counts in the loss; at 0 the head stays as it started. */
  globals_beta: schema.number().min(0),
} as const;

const config = schema.object({ ...globalsHeadFields, activation: activationName });
type GlobalsHeadConfig = Infer<typeof config>;

export class GlobalsHead {
  readonly net: Mlp | null;
  readonly weight: number;

  readonly #hasLatent: boolean;

  /** @param pooled width of a particle's vector, of which the mean is taken where the globals have no latent of their own */
  constructor(
    { globals_head, globals_hidden, globals_beta, activation }: GlobalsHeadConfig,
    sizes: DecoderSizes,
    scope: VariableScope,
    { compat }: ModelOptions,
    pooled = sizes.latent,
  ) {
    const before = scope.variables.length;
    this.#hasLatent = sizes.hasGlobalsToken;
    const layers = [this.#hasLatent ? sizes.latent : pooled, ...globals_hidden, sizes.globals];
    this.net = globals_head ? new Mlp({ widths: layers, activation }, scope) : null;
    this.weight = globals_beta;
    // a head that counts nothing has no gradient, and weight decay must not shrink it either
    if (globals_beta === 0 && compat === "none") freeze(scope, before);
  }

  /**
   * @param vectors `[batch, token, pooled]`, what the decoder makes of the particles
   * @param mask `[batch, token]`, 1 for a particle and 0 for padding
   */
  apply(
    { globals }: Latents,
    vectors: Tensor,
    mask: Tensor,
    learning: boolean,
  ): Pick<DecoderOutput, "globals" | "globalsWeight"> {
    const known = this.#hasLatent ? globals! : meanOfParticles(vectors, mask);
    return { globals: this.net?.apply(known, learning) ?? null, globalsWeight: this.weight };
  }
}

/** `[batch, token, latent]` → `[batch, latent]`; zero for an event without particles. */
function meanOfParticles(x: Tensor, mask: Tensor): Tensor {
  const { batch, token } = axes(x, "batch token latent");
  const particles = mask.sum([1], true).maximum(1); // [batch, 1]
  return x
    .mul(mask.reshape([batch, token, 1]))
    .sum([1])
    .div(particles);
}

/** Makes buffers, which no optimizer sees, of the parameters from one position on; names and first values stay. */
function freeze({ variables }: VariableScope, from: number): void {
  variables.splice(
    from,
    variables.length,
    ...variables.slice(from).map((one) => ({ ...one, kind: "buffer" as const })),
  );
}
