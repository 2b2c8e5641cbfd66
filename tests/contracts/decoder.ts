/** @file What every decoder promises. A new decoder gets these tests with one line. */
import { describe, expect, test } from "vitest";
import { VariableScope } from "#engine";
import type { Decoder, DecoderSizes } from "../../src/architectures/autoencoder/decoders/decoder.ts";
import type { ModelOptions } from "../../src/architectures/autoencoder/model-options.ts";
import { type Arrays, gradientsByName, normals, parametersOf, runTraced, weightedSum } from "../traced.ts";
import { expectAllClose } from "./close.ts";
import { MASK, ofParticles, paddedLatents, SIZES, withGarbage } from "./padded-events.ts";

/** Of a decoder with a globals head. */
export type BuildDecoder = (sizes: DecoderSizes, scope: VariableScope, options: ModelOptions) => Decoder;

export function decoderContract(name: string, build: BuildDecoder): void {
  ofKind(name, build, false);
  ofKind(`${name} given a latent of the globals`, build, true);
}

function ofKind(name: string, build: BuildDecoder, hasGlobalsToken: boolean): void {
  const ofGlobals = normals([MASK.length / SIZES.tokens, SIZES.latent], "latent of the globals");
  const passOf = async (inputs: Arrays, { learning = true, step = 0 } = {}) => {
    const scope = VariableScope.root(7);
    const decoder = build({ ...SIZES, hasGlobalsToken }, scope, { compat: "none" });
    return runTraced(
      ({ latent, token, mask }) => {
        const latents = { particles: latent!, ...(hasGlobalsToken && { globals: token! }) };
        const { tokens, globals } = decoder.decode(latents, mask!, learning);
        const loss = weightedSum(tokens, mask!.reshape([...mask!.shape, 1])).add(weightedSum(globals!));
        return {
          tokens,
          globals: globals!,
          ...gradientsByName(loss, {
            latent: latent!,
            ...(hasGlobalsToken && { token: token! }),
            ...parametersOf(scope.variables),
          }),
        };
      },
      { ...inputs, token: ofGlobals },
      { variables: scope.variables, step },
    );
  };

  describe(`${name} keeps the decoder contract`, () => {
    test("gives finite features for every token and globals for every event", async () => {
      const { tokens, globals } = await passOf(paddedLatents());
      expect(tokens).toHaveLength(MASK.length * SIZES.features);
      expect(ofParticles(tokens!).every(Number.isFinite)).toBe(true);
      expect(globals).toHaveLength((MASK.length / SIZES.tokens) * SIZES.globals);
      expect(globals!.every(Number.isFinite)).toBe(true);
    });

    test("uses every one of its parameters, and the latent of the globals where there is one", async () => {
      const results = await passOf(paddedLatents());
      const unused = Object.entries(results).filter(([, values]) => values.every((value) => value === 0));
      expect(unused.map(([key]) => key)).toEqual([]);
    });

    test("does not see what is under the padding, forwards or backwards", async () => {
      const visible = (results: Record<string, number[]>) => ({
        ...results,
        tokens: ofParticles(results["tokens"]!),
        "gradient.latent": ofParticles(results["gradient.latent"]!),
      });
      expectAllClose(visible(await passOf(withGarbage(paddedLatents()))), visible(await passOf(paddedLatents())), 1e-4);
    });

    test("sends no gradient into the padding", async () => {
      const results = await passOf(withGarbage(paddedLatents()));
      const padding = results["gradient.latent"]!.filter((_, i) => MASK[Math.floor(i / SIZES.latent)] === 0);
      expect(padding.every((value) => value === 0)).toBe(true);
    });

    test("has no number that is not one where no event has a particle", async () => {
      const latents = paddedLatents();
      const none = { ...latents, mask: { ...latents["mask"]!, data: new Float32Array(MASK.length) } };
      for (const [name, values] of Object.entries(await passOf(none)))
        expect(values.every(Number.isFinite), name).toBe(true);
    });

    test("is the same function at every step of an evaluation", async () => {
      const [first, later] = [
        await passOf(paddedLatents(), { learning: false }),
        await passOf(paddedLatents(), { learning: false, step: 5 }),
      ];
      expect(later).toEqual(first);
    });
  });
}
