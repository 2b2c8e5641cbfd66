/**
 * @file Finite scalar quantizer: a few numbers a token, each rounded to one of a few levels; nothing to learn, nothing to
 * collapse (`latent_space=fsq`). Mentzer et al. 2023, arXiv:2309.15505; bounds as in its appendix A.1.
 */
import { type Infer, schema } from "#config/schema";
import { axes, Linear, Tensor, type VariableScope } from "#engine";
import type { Bottleneck, BottleneckOutput } from "./bottleneck.ts";
import { perplexityOf } from "./codebook.ts";
import { forwardAs } from "./gradient-estimator.ts";

/** Counting every combination of levels has to fit into memory and figures. */
const MOST_CODES = 2 ** 18;

export const finiteScalarQuantizerConfig = schema
  .strictObject({
    kind: schema.literal("fsq"),
    latent_dim: schema.int().positive(),
    /** Levels of each number; their product is the number of codes. */
    levels: schema.array(schema.int().min(2)).min(1),
  })
  .refine(({ levels }) => codesOf(levels) <= MOST_CODES, {
    path: ["levels"],
    error: ({ input }) =>
      `the product of the levels is ${codesOf((input as { levels: number[] }).levels)}, expected at most ${MOST_CODES}`,
  });

/** Keeps the outermost levels within reach of tanh. */
const MARGIN = 1e-3;

export class FiniteScalarQuantizer implements Bottleneck {
  readonly codes: number;
  readonly #levels: readonly number[];
  readonly #toScalars: Linear;
  readonly #toLatent: Linear;

  constructor({ latent_dim, levels }: Infer<typeof finiteScalarQuantizerConfig>, scope: VariableScope) {
    this.codes = codesOf(levels);
    this.#levels = levels;
    this.#toScalars = new Linear(latent_dim, levels.length, scope.at("to_scalars"));
    this.#toLatent = new Linear(levels.length, latent_dim, scope.at("to_latent"));
  }

  compress(latent: Tensor, mask: Tensor): BottleneckOutput {
    const { batch, token } = axes(latent, "batch token latent");
    const levels = this.#levels;
    const rounded = roundToLevels(this.#toScalars.apply(latent), levels);
    const halves = perLevel(levels, (n) => Math.floor(n / 2));
    // mixed radix: the first number counts fastest
    const steps = perLevel(levels, (_, i) => codesOf(levels.slice(0, i)));
    const indices = rounded.stopGradient().add(halves).mul(steps).sum([2]).add(0.5).to("int32"); // [batch, token]
    const counts = mask.reshape([batch * token]).scatterAdd(indices.reshape([batch * token]), this.codes);
    return {
      latent: this.#toLatent.apply(rounded.div(halves)),
      indices,
      losses: {},
      diagnostics: { perplexity: perplexityOf(counts), code_counts: counts },
      updates: [],
    };
  }

  latentOf(indices: Tensor): Tensor {
    const levels = this.#levels;
    const steps = perLevel(levels, (_, i) => codesOf(levels.slice(0, i)));
    const halves = perLevel(levels, (n) => Math.floor(n / 2));
    const counted = indices
      .toFloat()
      .reshape([...indices.shape, 1])
      .add(0.5) // a quotient that should be whole must not come out below
      .div(steps)
      .floor();
    const counts = perLevel(levels, (n) => n);
    const digits = counted.sub(counted.add(0.5).div(counts).floor().mul(counts)); // [batch, token, scalar]
    return this.#toLatent.apply(digits.sub(halves).div(halves));
  }
}

/**
 * Whole numbers: -⌊n/2⌋ and the n - 1 above it; backward as if nothing had been rounded.
 *
 * @param scalars `[batch, token, scalar]`
 */
export function roundToLevels(scalars: Tensor, levels: readonly number[]): Tensor {
  const offsetOf = (n: number) => (n % 2 === 0 ? 0.5 : 0);
  const reachOf = (n: number) => ((n - 1) / 2) * (1 + MARGIN);
  const shifts = perLevel(levels, (n) => Math.atanh(offsetOf(n) / reachOf(n)));
  const bounded = scalars.add(shifts).tanh().mul(perLevel(levels, reachOf)).sub(perLevel(levels, offsetOf));
  return forwardAs(bounded.round(), bounded);
}

const perLevel = (levels: readonly number[], of: (n: number, i: number) => number) =>
  Tensor.constant(levels.map(of), [levels.length]);

const codesOf = (levels: readonly number[]) => levels.reduce((product, n) => product * n, 1);
