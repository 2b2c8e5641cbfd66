/** @file What every decoder may end in: the globals of an event from the mean of its particles. */
import { type Infer, schema } from "#config/schema";
import { axes, Mlp, type Tensor, type VariableScope } from "#engine";
import { activationName, widths } from "../config-parts.ts";
import type { ModelOptions } from "../model-options.ts";
import type { DecoderOutput, DecoderSizes } from "./decoder.ts";

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

  /** @param sizes `latent`: width of what is pooled */
  constructor(
    { globals_head, globals_hidden, globals_beta, activation }: GlobalsHeadConfig,
    sizes: Pick<DecoderSizes, "latent" | "globals">,
    scope: VariableScope,
    { compat }: ModelOptions,
  ) {
    const before = scope.variables.length;
    const layers = [sizes.latent, ...globals_hidden, sizes.globals];
    this.net = globals_head ? new Mlp({ widths: layers, activation }, scope) : null;
    this.weight = globals_beta;
    // a head that counts nothing has no gradient, and weight decay must not shrink it either
    if (globals_beta === 0 && compat === "none") freeze(scope, before);
  }

  /**
   * @param x `[batch, token, latent]`
   * @param mask `[batch, token]`, 1 for a particle and 0 for padding
   */
  apply(x: Tensor, mask: Tensor, learning: boolean): Pick<DecoderOutput, "globals" | "globalsWeight"> {
    return { globals: this.net?.apply(meanOfParticles(x, mask), learning) ?? null, globalsWeight: this.weight };
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
