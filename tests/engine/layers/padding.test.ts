/** @file What every layer over the tokens of an event promises: what stands under the padding does not count. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  gradientsOf,
  type HostTensor,
  ModelState,
  MultiHeadAttention,
  type Tensor,
  TokenConvolution,
  VariableScope,
} from "#engine";
import { evaluate, floats, spread } from "../evaluate.ts";

const [BATCH, TOKENS, FEATURES] = [2, 4, 6];

const layers = {
  attention: (scope: VariableScope) => {
    const attention = new MultiHeadAttention(FEATURES, 2, scope);
    return (x: Tensor, mask: Tensor) => attention.apply(x, mask);
  },
  "attention with a bias for pairs": (scope: VariableScope) => {
    const attention = new MultiHeadAttention(FEATURES, 2, scope);
    // the bias is made of what stands under the padding as well
    return (x: Tensor, mask: Tensor) => {
      const sum = x.sum([2]);
      const pairs = sum.reshape([BATCH, 1, TOKENS, 1]).sub(sum.reshape([BATCH, 1, 1, TOKENS]));
      return attention.apply(x, mask, pairs);
    };
  },
  convolution: (scope: VariableScope) => {
    const convolution = new TokenConvolution(FEATURES, 3, 3, scope);
    return (x: Tensor, mask: Tensor) => convolution.apply(x, mask);
  },
} satisfies Record<string, (scope: VariableScope) => (x: Tensor, mask: Tensor) => Tensor>;

const masks = fc.array(fc.constantFrom(0, 1), { minLength: BATCH * TOKENS, maxLength: BATCH * TOKENS });
const garbage = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1e30, 7);

for (const [name, make] of Object.entries(layers)) {
  describe(name, () => {
    const scope = VariableScope.root(3);
    const layer = make(scope);
    const variables = Object.fromEntries(new ModelState(scope.variables).toTensors());
    const run = (x: HostTensor, mask: readonly number[]) =>
      evaluate(
        { x, mask: floats(mask, [BATCH, TOKENS]) },
        (traced) => {
          const y = layer(traced["x"]!, traced["mask"]!);
          const particles = traced["mask"]!.greater(0.5).reshape([BATCH, TOKENS, 1]);
          const weights = scope.variables.map(({ value }) => value);
          const gradients = gradientsOf(particles.where(y, 0).square().sum(), weights);
          const named = gradients.map((gradient, i) => [scope.variables[i]!.name, gradient] as const);
          return { y, particles: particles.where(y, 0), ...Object.fromEntries(named) };
        },
        variables,
      );

    test("gives particles and weights the same whatever stands under the padding", async () => {
      await fc.assert(
        fc.asyncProperty(masks, garbage, async (mask, value) => {
          const x = spread([BATCH, TOKENS, FEATURES]);
          const dirty = floats(
            Array.from(x.data as Float32Array, (v, i) => (mask[Math.floor(i / FEATURES)] === 1 ? v : value)),
            x.shape,
          );
          const [{ y: _, ...clean }, { y: __, ...soiled }] = await Promise.all([run(x, mask), run(dirty, mask)]);
          expect(soiled).toEqual(clean);
        }),
        { numRuns: 12 },
      );
    });

    test("stays finite for an event of padding alone", async () => {
      const results = await run(spread([BATCH, TOKENS, FEATURES]), [0, 0, 0, 0, 1, 1, 0, 0]);
      for (const values of Object.values(results)) expect(values.every(Number.isFinite)).toBe(true);
    });

    test("refuses a mask of other tokens", async () => {
      const [x, mask] = [spread([BATCH, TOKENS, FEATURES]), floats([1, 1], [BATCH, 1])];
      const traced = evaluate({ x, mask }, ({ x, mask }) => ({ y: layer(x!, mask!) }), variables);
      await expect(traced).rejects.toMatchObject({ code: "engine/shape" });
    });
  });
}
