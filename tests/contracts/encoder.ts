/** @file What every encoder promises. A new encoder gets these tests with one line. */
import { describe, expect, test } from "vitest";
import { VariableScope } from "#engine";
import type { Encoder, EncoderSizes } from "../../src/architectures/autoencoder/encoders/encoder.ts";
import { eventTensors } from "../../src/architectures/autoencoder/event-tensors.ts";
import type { ModelOptions } from "../../src/architectures/autoencoder/model-options.ts";
import { type Arrays, gradientsByName, parametersOf, runTraced, weightedSum } from "../traced.ts";
import { expectAllClose } from "./close.ts";
import { MASK, ofParticles, paddedEvents, SIZES, withGarbage } from "./padded-events.ts";
import { PHYSICS } from "./physics-transform.ts";

export type BuildEncoder = (sizes: EncoderSizes, scope: VariableScope, options: ModelOptions) => Encoder;

export function encoderContract(name: string, build: BuildEncoder): void {
  const passOf = async (inputs: Arrays, { learning = true, step = 0 } = {}) => {
    const scope = VariableScope.root(7);
    const encoder = build(SIZES, scope, { compat: "none", transform: PHYSICS });
    return runTraced(
      (batch) => {
        const latent = encoder.encode(eventTensors(batch), learning);
        const real = batch["mask"]!.reshape([...batch["mask"]!.shape, 1]);
        return { latent, ...gradientsByName(weightedSum(latent, real), parametersOf(scope.variables)) };
      },
      inputs,
      { variables: scope.variables, step },
    );
  };

  describe(`${name} keeps the encoder contract`, () => {
    test("gives a finite latent for every token", async () => {
      const { latent } = await passOf(paddedEvents());
      expect(latent).toHaveLength(MASK.length * SIZES.latent);
      expect(ofParticles(latent!).every(Number.isFinite)).toBe(true);
    });

    test("uses every one of its parameters", async () => {
      const { latent: _, ...gradients } = await passOf(paddedEvents());
      const unused = Object.entries(gradients).filter(([, values]) => values.every((value) => value === 0));
      expect(unused.map(([name]) => name)).toEqual([]);
    });

    test("does not see what is under the padding, forwards or backwards", async () => {
      const visible = ({ latent, ...gradients }: Record<string, number[]>) => ({
        latent: ofParticles(latent!),
        ...gradients,
      });
      expectAllClose(visible(await passOf(withGarbage(paddedEvents()))), visible(await passOf(paddedEvents())), 1e-4);
    });

    test("has no number that is not one where no event has a particle", async () => {
      const events = paddedEvents();
      const none = { ...events, mask: { ...events["mask"]!, data: new Float32Array(MASK.length) } };
      for (const [name, values] of Object.entries(await passOf(none)))
        expect(values.every(Number.isFinite), name).toBe(true);
    });

    test("is the same function at every step of an evaluation", async () => {
      const [first, later] = [
        await passOf(paddedEvents(), { learning: false }),
        await passOf(paddedEvents(), { learning: false, step: 5 }),
      ];
      expect(later).toEqual(first);
    });
  });
}
