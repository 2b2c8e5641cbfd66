/**
 * @file What every loss promises that compares a reconstruction with its truth; a new one gets these tests with one line.
 * The opinion of a critic is of either sign and zero nowhere: the adversarial loss has tests of its own.
 */
import { describe, expect, test } from "vitest";
import { eventTensors } from "../../src/architectures/autoencoder/event-tensors.ts";
import type { Loss } from "../../src/architectures/autoencoder/losses/loss.ts";
import { type Arrays, gradientsByName, normals, runTraced } from "../traced.ts";
import { expectAllClose } from "./close.ts";
import { MASK, ofParticles, paddedEvents, SIZES, withGarbage } from "./padded-events.ts";

export function lossContract(name: string, loss: Loss): void {
  const { tokens, globals } = paddedEvents();
  const reconstructed = {
    x_tokens: normals(tokens!.shape, "reconstructed tokens"),
    x_globals: normals(globals!.shape, "reconstructed globals"),
  };
  const passOf = async (inputs: Arrays) =>
    runTraced((batch) => {
      const terms = loss.compare(eventTensors(batch), {
        tokens: batch["x_tokens"]!,
        globals: batch["x_globals"]!,
        globalsWeight: 2,
      });
      const total = Object.values(terms)
        .map(({ value, weight }) => value.mul(weight))
        .reduce((sum, term) => sum.add(term));
      const values = Object.entries(terms).map(([key, { value }]) => [`loss.${key}`, value] as const);
      const by = { x_tokens: batch["x_tokens"]!, x_globals: batch["x_globals"]! };
      return { ...Object.fromEntries(values), ...gradientsByName(total, by) };
    }, inputs);
  const lossesOf = (results: Record<string, number[]>) =>
    Object.entries(results).filter(([key]) => key.startsWith("loss."));

  describe(`${name} keeps the loss contract`, () => {
    test("has terms that are single numbers, finite and not negative, also where no event has a particle", async () => {
      const events: Arrays = { ...paddedEvents(), ...reconstructed };
      const none = { ...events, mask: { ...events["mask"]!, data: new Float32Array(MASK.length) } };
      for (const inputs of [events, none]) {
        for (const [key, values] of lossesOf(await passOf(inputs))) {
          expect(values, key).toHaveLength(1);
          expect(Number.isFinite(values[0]) && values[0]! >= 0, `${key}: ${values[0]}`).toBe(true);
        }
      }
    });

    test("is zero where the reconstruction is perfect", async () => {
      const perfect = { ...paddedEvents(), x_tokens: tokens!, x_globals: globals! };
      for (const [key, values] of lossesOf(await passOf(perfect))) expect(values, key).toEqual([0]);
    });

    test("does not see what is under the padding, forwards or backwards", async () => {
      const clean = await passOf({ ...paddedEvents(), ...reconstructed });
      const dirty = await passOf(withGarbage({ ...paddedEvents(), ...reconstructed }));
      expectAllClose(dirty, clean);
      expect(ofParticles(dirty["gradient.x_tokens"]!)).toHaveLength(
        MASK.filter((real) => real === 1).length * SIZES.features,
      );
    });
  });
}
