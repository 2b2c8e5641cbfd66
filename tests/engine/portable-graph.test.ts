/** @file Graphs for other programs: batches of any size, weights inside, ONNX's own operators. */
import { describe, expect, test } from "vitest";
import {
  Linear,
  openSession,
  type PortableFunction,
  portableGraph,
  type Tensor,
  toOnnxBytes,
  VariableScope,
} from "#engine";
import { floats } from "../traced.ts";

const about = { version: "1", description: "a test", metadata: { unit: "GeV" } };

/** Runs a function of `x` `[batch, …shape]` on batches of some sizes, each with numbers of its own. */
async function results(shape: readonly number[], apply: (x: Tensor) => Tensor, sizes: readonly number[]) {
  const portable: PortableFunction = {
    inputs: { x: { dtype: "float32", shape } },
    apply: ({ x }) => ({ y: apply(x!) }),
  };
  await using session = await openSession(toOnnxBytes(portableGraph(portable, {}), about), {
    device: "cpu",
    threads: 1,
  });
  const perEvent = shape.reduce((product, length) => product * length, 1);
  const answers = [];
  for (const size of sizes) {
    const x = floats(
      [size, ...shape],
      Float32Array.from({ length: size * perEvent }, (_, i) => i - 3),
    );
    const { y } = await session.run({ x });
    answers.push({ shape: y!.shape, data: Array.from(y!.data as Float32Array) });
  }
  return answers;
}

describe("batches of any size", () => {
  test("go through reshapes, sums and transposes", async () => {
    const [one, three] = await results(
      [2, 3],
      (x) =>
        x
          .reshape([x.shape[0]! * 2, 3])
          .mul(2)
          .reshape(x.shape)
          .transpose([0, 2, 1])
          .sum([2]),
      [1, 3],
    );
    expect(one).toEqual({ shape: [1, 3], data: [-6, -2, 2] });
    expect(three!.shape).toEqual([3, 3]);
    expect(three!.data.slice(3)).toEqual([18, 22, 26, 42, 46, 50]);
  });

  test("are what a constant is stretched to", async () => {
    const [, four] = await results([1], (x) => x.constant([5, 7], [1, 2]).broadcastTo([x.shape[0]!, 2]).mul(x), [1, 4]);
    expect(four).toEqual({ shape: [4, 2], data: [-15, -21, -10, -14, -5, -7, 0, 0] });
  });

  test("find the nearest of many codes", async () => {
    const codes = Array.from({ length: 512 }, (_, i) => i);
    const nearest = (x: Tensor) =>
      x
        .sub(x.constant(codes, [1, 512]))
        .square()
        .argMin()
        .toFloat();
    const [two, seven] = await results([1], nearest, [2, 7]);
    expect(two!.data).toEqual([0, 0]);
    expect(seven!.data).toEqual([0, 0, 0, 0, 1, 2, 3]);
  });

  test("are told from other lengths that are equal by chance", async () => {
    const [two] = await results([83, 89], (x) => x.sum([2]).sub(x.constant([1], [1]).broadcastTo([83])), [2]);
    expect(two!.shape).toEqual([2, 83]);
  });
});

test("a function of the number of events, which no graph can follow, is refused", () => {
  const portable: PortableFunction = {
    inputs: { x: { dtype: "float32", shape: [1] } },
    apply: ({ x }) => ({ y: x!.mul(x!.shape[0]!) }),
  };
  expect(() => portableGraph(portable, {})).toThrow("size of its batch");
});

test("weights keep their names, inputs that nobody asks for are left out, and no draw gets in", () => {
  const scope = VariableScope.root(0);
  const line = new Linear(2, 1, scope.at("line"));
  const weights = Object.fromEntries(scope.variables.map(({ name, shape, initial }) => [name, floats(shape, initial)]));
  const inputs = { x: { dtype: "float32", shape: [2] }, unused: { dtype: "float32", shape: [2] } } as const;
  const graph = portableGraph({ inputs, apply: ({ x }) => ({ y: line.apply(x!) }) }, weights);
  expect(graph.inputs).toEqual([{ name: "x", elementType: 1, shape: ["batch", 2] }]);
  expect(graph.outputs).toEqual([{ name: "y", elementType: 1, shape: ["batch", 1] }]);
  expect(graph.initializers.map(({ name }) => name)).toEqual(expect.arrayContaining(["line.weight", "line.bias"]));
});
