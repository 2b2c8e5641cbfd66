/** @file Every loop, run twice with the same number of threads, gives the same bits. */
import { describe, expect, test } from "vitest";
import { type LoopName, trainingLoops } from "#training-loops";
import { preparedLoop } from "./every-loop.ts";
import { bitsOf, finish } from "./small-runs.ts";

describe.each(Object.keys(trainingLoops) as LoopName[])("loop %s", (loop) => {
  test.each([1, 2])("repeats itself to the bit with %i threads", async (threads) => {
    const run = async () => {
      const prepared = await preparedLoop(loop, ["phase1.trainer.epochs=2"], threads);
      const before = bitsOf(prepared);
      const { epochs } = await finish(prepared);
      expect(bitsOf(prepared)).not.toEqual(before);
      return {
        weights: bitsOf(prepared),
        losses: epochs.map(({ train, validation }) => [train.losses, validation.losses]),
      };
    };
    expect(await run()).toEqual(await run());
  });
});
