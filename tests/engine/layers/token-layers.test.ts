/** @file Attention and convolution over tokens: by hand, and against PyTorch. */
import { describe, expect, test } from "vitest";
import { gradientsOf, type HostTensor, ModelState, MultiHeadAttention, TokenConvolution, VariableScope } from "#engine";
import { expectClose } from "../close.ts";
import { evaluate, floats, spread } from "../evaluate.ts";
import { askTorch, hasTorch } from "../torch-witness.ts";

function filledWith(scope: VariableScope): { state: ModelState; weights: Record<string, HostTensor> } {
  const state = new ModelState(scope.variables);
  scope.variables.forEach((variable, i) => {
    state.set(variable, spread(variable.shape, i + 1).data as Float32Array);
  });
  return { state, weights: Object.fromEntries(state.toTensors()) };
}

test("a convolution adds up its neighbours, with zeros beyond the ends and in the padding", async () => {
  const scope = VariableScope.root(0);
  const convolution = new TokenConvolution(1, 1, 3, scope);
  const state = new ModelState(scope.variables);
  state.set(convolution.weight, Float32Array.of(100, 10, 1));
  state.set(convolution.bias, Float32Array.of(0.5));
  const inputs = { x: floats([1, 2, 3, 9], [1, 4, 1]), mask: floats([1, 1, 1, 0], [1, 4]) };
  const { y } = await evaluate(
    inputs,
    ({ x, mask }) => ({ y: convolution.apply(x!, mask!) }),
    Object.fromEntries(state.toTensors()),
  );
  expect(y).toEqual([12.5, 123.5, 230.5, 300.5]);
});

test("a convolution has an odd kernel, and heads divide the features", () => {
  const scope = VariableScope.root(0);
  expect(() => new TokenConvolution(1, 1, 2, scope)).toThrow(expect.objectContaining({ code: "engine/shape" }));
  expect(() => new MultiHeadAttention(5, 2, scope)).toThrow(expect.objectContaining({ code: "engine/shape" }));
});

test("an event of one particle attends to that particle alone", async () => {
  const scope = VariableScope.root(0);
  const attention = new MultiHeadAttention(2, 1, scope);
  const state = new ModelState(scope.variables);
  state.set(attention.inputWeight, Float32Array.of(1, 0, 0, 1, 1, 0, 0, 1, 2, 0, 0, 3)); // q = k = x, v = (2, 3) x
  state.set(attention.output.weight, Float32Array.of(1, 0, 0, 1));
  const inputs = { x: floats([5, 7, 8, 8], [1, 2, 2]), mask: floats([1, 0], [1, 2]) };
  const { y } = await evaluate(
    inputs,
    ({ x, mask }) => ({ y: attention.apply(x!, mask!) }),
    Object.fromEntries(state.toTensors()),
  );
  expect(y!.slice(0, 2)).toEqual([10, 21]);
});

describe.skipIf(!hasTorch)("real torch", () => {
  const [x, mask] = [spread([2, 4, 6]), floats([1, 1, 1, 0, 1, 1, 1, 1], [2, 4])];

  test("gives the same attention and the same gradients, with padding and a bias for pairs", async () => {
    const scope = VariableScope.root(0);
    const attention = new MultiHeadAttention(6, 2, scope);
    const { weights } = filledWith(scope);
    const bias = spread([2, 2, 4, 4], 9);
    const ours = await evaluate(
      { x, mask, bias },
      (traced) => {
        const y = attention
          .apply(traced["x"]!, traced["mask"]!, traced["bias"]!)
          .mul(traced["mask"]!.reshape([2, 4, 1]));
        const by = [traced["x"]!, traced["bias"]!, ...scope.variables.map(({ value }) => value)];
        const names = ["x", "bias", ...scope.variables.map(({ name }) => name)];
        const gradients = gradientsOf(y.square().sum(), by);
        return { y, ...Object.fromEntries(names.map((name, i) => [`d.${name}`, gradients[i]!])) };
      },
      weights,
    );
    const torch = askTorch<Record<string, number[]>>(
      `
layer = torch.nn.MultiheadAttention(6, 2, batch_first=True)
layer.load_state_dict({k: tensor(v) for k, v in given["weights"].items()})
x, mask, bias = (tensor(given[k]) for k in ("x", "mask", "bias"))
x.requires_grad_(); bias.requires_grad_()
scores = bias.masked_fill(mask[:, None, None, :] == 0, float("-inf")).reshape(4, 4, 4)
y = layer(x, x, x, attn_mask=scores, need_weights=False)[0] * mask[:, :, None]
y.square().sum().backward()
answer = {"y": y, "d.x": x.grad, "d.bias": bias.grad, **{"d." + k: v.grad for k, v in layer.named_parameters()}}`,
      { x, mask, bias, weights },
    );
    expect(Object.keys(ours).sort()).toEqual(Object.keys(torch).sort());
    for (const [name, values] of Object.entries(torch)) expectClose(ours[name]!, values, 1e-5);
  });

  test("gives the same convolution and the same gradients", async () => {
    const scope = VariableScope.root(0);
    const convolution = new TokenConvolution(6, 3, 5, scope);
    const { weights } = filledWith(scope);
    const ours = await evaluate(
      { x, mask },
      (traced) => {
        const y = convolution.apply(traced["x"]!, traced["mask"]!);
        const [dx, dWeight, dBias] = gradientsOf(y.square().sum(), [
          traced["x"]!,
          ...scope.variables.map(({ value }) => value),
        ]);
        return { y, "d.x": dx!, "d.weight": dWeight!, "d.bias": dBias! };
      },
      weights,
    );
    const torch = askTorch<Record<string, number[]>>(
      `
layer = torch.nn.Conv1d(6, 3, 5, padding=2)
layer.load_state_dict({k: tensor(v) for k, v in given["weights"].items()})
x, mask = tensor(given["x"]).requires_grad_(), tensor(given["mask"])
y = layer((x * mask[:, :, None]).transpose(1, 2)).transpose(1, 2)
y.square().sum().backward()
answer = {"y": y, "d.x": x.grad, **{"d." + k: v.grad for k, v in layer.named_parameters()}}`,
      { x, mask, weights },
    );
    for (const [name, values] of Object.entries(torch)) expectClose(ours[name]!, values, 1e-5);
  });
});
