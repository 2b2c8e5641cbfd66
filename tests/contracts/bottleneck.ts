/** @file What every bottleneck promises. A new bottleneck gets these tests with one line. */
import { describe, expect, test } from "vitest";
import { VariableScope } from "#engine";
import type { Bottleneck } from "../../src/architectures/autoencoder/bottlenecks/bottleneck.ts";
import type { ModelOptions } from "../../src/architectures/autoencoder/model-options.ts";
import { type Arrays, gradientsByName, parametersOf, runTraced, weightedSum } from "../traced.ts";
import { expectAllClose } from "./close.ts";
import { MASK, ofParticles, paddedLatents, SIZES, TOTAL_PARTICLES, withGarbage } from "./padded-events.ts";

export type BuildBottleneck = (scope: VariableScope, options: ModelOptions) => Bottleneck;

/** @param build for latents of width `SIZES.latent` */
export function bottleneckContract(name: string, build: BuildBottleneck): void {
  const passOf = async (inputs: Arrays, { learning = true, step = 0 } = {}) => {
    const scope = VariableScope.root(7);
    const bottleneck = build(scope, { compat: "none" });
    const results = await runTraced(
      ({ latent, mask }) => {
        const { losses, diagnostics, updates, ...out } = bottleneck.compress(latent!, mask!, learning);
        const real = mask!.reshape([...mask!.shape, 1]);
        const loss = Object.values(losses).reduce((sum, term) => sum.add(term), weightedSum(out.latent, real));
        return {
          latent: out.latent,
          ...(out.indices && { indices: out.indices.toFloat() }),
          ...(out.indices && { latentOfIndices: bottleneck.latentOf!(out.indices) }),
          ...prefixed("loss.", losses),
          ...prefixed("diagnostic.", diagnostics),
          ...Object.fromEntries(updates.map(({ buffer, value }) => [`update.${buffer.name}`, value])),
          ...gradientsByName(loss, { latent: latent!, ...parametersOf(scope.variables) }),
        };
      },
      inputs,
      { variables: scope.variables, step },
    );
    return { bottleneck, results };
  };
  const startingWith = (prefix: string, results: Record<string, number[]>) =>
    Object.entries(results).filter(([key]) => key.startsWith(prefix));

  describe(`${name} keeps the bottleneck contract`, () => {
    test("keeps the shape of the latent", async () => {
      const { results } = await passOf(paddedLatents());
      expect(results["latent"]).toHaveLength(MASK.length * SIZES.latent);
    });

    test("has losses that are single numbers, finite and not negative, also where no event has a particle", async () => {
      const empty = paddedLatents();
      for (const inputs of [empty, { ...empty, mask: { ...empty["mask"]!, data: new Float32Array(MASK.length) } }]) {
        const { results } = await passOf(inputs);
        for (const [key, values] of startingWith("loss.", results)) {
          expect(values, key).toHaveLength(1);
          expect(Number.isFinite(values[0]) && values[0]! >= 0, `${key}: ${values[0]}`).toBe(true);
        }
        for (const [key, values] of Object.entries(results)) expect(values.every(Number.isFinite), key).toBe(true);
      }
    });

    test("counts every particle once in every codebook, by the index it gives", async () => {
      const { bottleneck, results } = await passOf(paddedLatents());
      const counts = startingWith("diagnostic.code_counts", results);
      if (bottleneck.codes === null) {
        expect(results["indices"]).toBeUndefined();
        expect(counts).toEqual([]);
        return;
      }
      const indices = ofParticles(results["indices"]!);
      expect(indices).toHaveLength(TOTAL_PARTICLES * counts.length);
      counts.forEach(([key, values], stage) => {
        const expected = new Array<number>(bottleneck.codes!).fill(0);
        for (const code of indices.filter((_, i) => i % counts.length === stage)) expected[code]!++;
        expect(values, key).toEqual(expected);
      });
    });

    test("finds back from indices to what the decoder saw, to rounding", async () => {
      const { bottleneck, results } = await passOf(paddedLatents());
      expect(bottleneck.latentOf !== undefined).toBe(bottleneck.codes !== null);
      if (bottleneck.codes === null) return;
      const [latent, again] = [results["latent"]!, results["latentOfIndices"]!].map(ofParticles);
      expectAllClose({ latent: again! }, { latent: latent! });
    });

    test("does not see what is under the padding, forwards or backwards", async () => {
      const [clean, dirty] = [await passOf(paddedLatents()), await passOf(withGarbage(paddedLatents()))];
      expectAllClose(visible(dirty.results), visible(clean.results));
    });

    test("lets the gradient of the output reach the latent of every particle, and no padding", async () => {
      const { results } = await passOf(withGarbage(paddedLatents()));
      const isMoved = MASK.map((_, token) =>
        results["gradient.latent"]!.slice(token * SIZES.latent, (token + 1) * SIZES.latent).some((x) => x !== 0),
      );
      expect(isMoved).toEqual(MASK.map((real) => real === 1));
    });

    test("is the same function at every step of an evaluation, and moves nothing", async () => {
      const first = await passOf(paddedLatents(), { learning: false });
      const later = await passOf(paddedLatents(), { learning: false, step: 5 });
      expect(later.results).toEqual(first.results);
      expect(startingWith("update.", first.results)).toEqual([]);
    });
  });
}

/** Results without what stands under the padding. */
function visible(results: Record<string, number[]>): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(results).map(([name, values]) => {
      const isPerToken = ["latent", "indices", "latentOfIndices", "gradient.latent"].includes(name);
      return [name, isPerToken ? ofParticles(values) : values];
    }),
  );
}

const prefixed = <T>(prefix: string, values: Readonly<Record<string, T>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
