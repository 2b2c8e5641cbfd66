/** @file The two normalisations: by hand, and against PyTorch. */
import { describe, expect, test } from "vitest";
import { LayerNorm, ModelState, RmsNorm, type Tensor, VariableScope } from "#engine";
import { expectClose } from "../close.ts";
import { evaluate, floats, gradientsBy, spread } from "../evaluate.ts";
import { askTorch, hasTorch } from "../torch-witness.ts";

const build = <Layer extends { apply(x: Tensor): Tensor }>(make: (scope: VariableScope) => Layer) => {
  const scope = VariableScope.root(0);
  const layer = make(scope);
  const state = new ModelState(scope.variables);
  return {
    layer,
    state,
    run: async (values: number[], shape: number[]) => {
      const { y } = await evaluate(
        { x: floats(values, shape) },
        ({ x }) => ({ y: layer.apply(x!) }),
        Object.fromEntries(state.toTensors()),
      );
      return y!;
    },
  };
};

test("a layer norm gives mean 0 and variance 1", async () => {
  const { run } = build((scope) => new LayerNorm(2, scope, { epsilon: 0 }));
  expect(await run([1, 3, -5, 5], [1, 2, 2])).toEqual([-1, 1, -1, 1]);
});

test("a root-mean-square norm gives mean square 1 and keeps signs", async () => {
  const { run } = build((scope) => new RmsNorm(2, scope, { epsilon: 0 }));
  expectClose(await run([3, 3, -1, 7], [2, 2]), [1, 1, -0.2, 1.4], 1e-6);
});

test("a vector without spread stays finite", async () => {
  const { run } = build((scope) => new LayerNorm(3, scope));
  expect(await run([4, 4, 4], [1, 3])).toEqual([0, 0, 0]);
});

test("parameters are named as in PyTorch", () => {
  const names = (make: (scope: VariableScope) => { apply(x: Tensor): Tensor }) => [
    ...build(make).state.toTensors().keys(),
  ];
  expect(names((scope) => new LayerNorm(2, scope))).toEqual(["weight", "bias"]);
  expect(names((scope) => new RmsNorm(2, scope))).toEqual(["weight"]);
});

describe.skipIf(!hasTorch)("real torch", () => {
  test("gives the same layer norm, and the same gradient", async () => {
    const { layer, state } = build((scope) => new LayerNorm(4, scope));
    const [x, weight, bias] = [spread([2, 3, 4]), spread([4], 1), spread([4], 2)];
    state.set(layer.weight, weight.data as Float32Array);
    state.set(layer.bias, bias.data as Float32Array);
    const variables = Object.fromEntries(state.toTensors());
    const { y } = await evaluate({ x }, (traced) => ({ y: layer.apply(traced["x"]!) }), variables);
    const gradients = await gradientsBy(["x"], { x }, (traced) => layer.apply(traced["x"]!), variables);
    const torch = askTorch<{ y: number[]; x: number[] }>(
      `
x = tensor(given["x"]).requires_grad_()
y = torch.nn.functional.layer_norm(x, [4], tensor(given["weight"]), tensor(given["bias"]))
y.square().sum().backward()
answer = {"y": y, "x": x.grad}`,
      { x, weight, bias },
    );
    expectClose(y!, torch.y);
    expectClose(gradients["x"]!, torch.x, 1e-5);
  });
});
