/** @file The reconstruction loss: contract, and a case worked by hand. */
import { test } from "vitest";
import { eventTensors } from "../../../../src/architectures/autoencoder/event-tensors.ts";
import { ReconstructionLoss } from "../../../../src/architectures/autoencoder/losses/reconstruction.ts";
import { expectAllClose } from "../../../contracts/close.ts";
import { lossContract } from "../../../contracts/loss.ts";
import { floats, integers, runTraced } from "../../../traced.ts";

lossContract("ReconstructionLoss", new ReconstructionLoss());

test("is the mean square over particles and features, and over globals", async () => {
  const results = await runTraced(
    (batch) => {
      const { x_tokens, x_globals } = batch;
      const reconstruction = { tokens: x_tokens!, globals: x_globals!, globalsWeight: 10 };
      const { rec_tokens, rec_globals } = new ReconstructionLoss().compare(eventTensors(batch), reconstruction);
      return { rec_tokens: rec_tokens!.value, rec_globals: rec_globals!.value };
    },
    {
      tokens: floats([1, 2, 2], [1, 2, 9, 9]),
      ids: integers([1, 2], [1, 0]),
      mask: floats([1, 2], [1, 0]),
      globals: floats([1, 2], [0, 3]),
      x_tokens: floats([1, 2, 2], [2, 4, 0, 0]),
      x_globals: floats([1, 2], [1, 3]),
    },
  );
  // (1² + 2²) / (1 particle · 2 features), 1² / 2 globals; the weight is not in the value
  expectAllClose(results, { rec_tokens: [2.5], rec_globals: [0.5] });
});
