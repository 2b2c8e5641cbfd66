/** @file An epoch that goes on in its middle gets the batches that it would have got. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { trainerConfig } from "#training-loops";
import { ChosenBatches } from "../../src/training-loops/optimization/chosen-batches.ts";
import { SyntheticVectors } from "../../src/training-loops/synthetic-vectors.ts";

const source = new SyntheticVectors({
  ...{ task: "regression", features: 2, seed: 3, threshold: 0, classWeights: "none" },
  counts: { train: 23, val: 9, test: 9 },
});
const few = fc.option(fc.integer({ min: 1, max: 8 }));

test("from any batch on, however they are chosen", () => {
  fc.assert(
    fc.property(
      fc.record({ limit_batches: few, overfit_batches: few, batch_size: fc.integer({ min: 1, max: 30 }) }),
      fc.nat(2),
      fc.nat(30),
      (options, epoch, from) => {
        const usual = { epochs: 1, lr: 1, weight_decay: 0, grad_clip: 0, seed: 3 };
        const chosen = new ChosenBatches(source, trainerConfig.parse({ ...usual, ...options }));
        const all = [...chosen.of("train", epoch)];
        expect(all).toHaveLength(chosen.count);
        expect([...chosen.of("train", epoch, from)]).toEqual(all.slice(from));
      },
    ),
  );
});
