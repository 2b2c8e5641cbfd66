/** @file What a loop says that its validation will measure is what it measures. */
import { expect, test } from "vitest";
import { type LoopName, trainingLoops } from "#training-loops";
import { preparedLoop } from "./every-loop.ts";
import { finish } from "./small-runs.ts";

const others = Object.keys(trainingLoops).filter((loop) => loop !== "ae") as Exclude<LoopName, "ae">[];
const bottlenecks = ["none", "linear", "vq", "residual_vq", "cosine_vq", "fsq", "variational"];
const cases: readonly (readonly [loop: LoopName, overrides: readonly string[]])[] = [
  ...others.map((loop) => [loop, []] as const),
  ...bottlenecks.map((kind) => ["ae", [`phase1/latent_space=${kind}`]] as const),
  ["ae", ["compat=reference"]],
  ["ae", ["data.class_weights=balanced"]],
  ["test_mlp", ["+test_mlp.task=binary", "+test_mlp.class_weights=balanced"]],
];

test.each(cases)("loop %s with %s", async (loop, overrides) => {
  const prepared = await preparedLoop(loop, ["phase1.trainer.epochs=1", ...overrides]);
  const names = prepared.validationNames();
  const [epoch] = (await finish(prepared)).epochs;
  const { losses, metrics } = epoch!.validation;
  expect(names.toSorted()).toEqual([...Object.keys(losses), ...Object.keys(metrics)].toSorted());
  expect(names[0]).toBe("total");
});
