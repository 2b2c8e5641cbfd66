/** @file Every optimizer: what all promise, hand-worked steps, and PyTorch as a witness. */
import { describe, expect, test } from "vitest";
import {
  Adam,
  AdamW,
  filled,
  Learning,
  Lion,
  ModelState,
  type Optimizer,
  type OptimizerName,
  optimizers,
  RAdam,
  Sgd,
  VariableScope,
} from "#engine";
import { expectClose } from "../close.ts";
import { floats, oneThread, spread } from "../evaluate.ts";
import { askTorch, hasTorch } from "../torch-witness.ts";

/** Weights after each step of fitting w x to a target in the mean square, from w = start. */
async function path(optimizer: Optimizer, start: readonly number[], steps: number): Promise<number[][]> {
  const scope = VariableScope.root(0);
  const w = scope.parameter("w", [start.length], (values) => values.set(start));
  const state = new ModelState(scope.variables);
  const learning = new Learning(
    ({ x, y }) => ({ total: x!.mul(w.value).sub(y!).square().sum(), reports: {}, updates: [] }),
    state,
    { runtime: oneThread, optimizer, clipNorm: 0 },
  );
  const found: number[][] = [];
  for (let i = 0; i < steps; i++) {
    await learning.run({ x: spread([start.length], i), y: spread([start.length], i + 50) });
    found.push(Array.from(state.get(w)));
  }
  await learning[Symbol.asyncDispose]();
  return found;
}

const start = [0.5, -1, 2];

describe.each(Object.keys(optimizers) as OptimizerName[])("%s", (name) => {
  test("makes a parabola smaller", async () => {
    const scope = VariableScope.root(0);
    const w = scope.parameter("w", [2], filled(1));
    const state = new ModelState(scope.variables);
    const optimizer = new optimizers[name]({ learningRate: 0.05, weightDecay: 0 });
    const options = { runtime: oneThread, optimizer, clipNorm: 0 };
    const objective = () => ({ total: w.value.square().sum(), reports: {}, updates: [] });
    const learning = new Learning(objective, state, options);
    for (let i = 0; i < 12; i++) await learning.run({});
    await learning[Symbol.asyncDispose]();
    for (const value of state.get(w)) expect(Math.abs(value)).toBeLessThan(0.75);
  });

  test("stands still where the schedule is at zero", async () => {
    const optimizer = new optimizers[name]({ learningRate: 0.1, weightDecay: 0.1, schedule: () => 0 });
    expect(await path(optimizer, start, 2)).toEqual([start, start]);
  });
});

test("Lion moves by the learning rate, after the weights decay", async () => {
  const scope = VariableScope.root(0);
  const w = scope.parameter("w", [1], filled(2));
  const state = new ModelState(scope.variables);
  const optimizer = new Lion({ learningRate: 0.1, weightDecay: 0.5, betas: [0.5, 0.75] });
  const options = { runtime: oneThread, optimizer, clipNorm: 0 };
  const learning = new Learning(
    ({ g }) => ({ total: w.value.mul(g!).sum(), reports: {}, updates: [] }),
    state,
    options,
  );
  await learning.run({ g: floats([4], [1]) }); // direction of 0.5 · 4; momentum 0.25 · 4
  expectClose(state.get(w), [2 * 0.95 - 0.1]);
  expect(state.values["state.exp_avg"]!.data[0]).toBe(1);
  await learning.run({ g: floats([-0.5], [1]) }); // direction of 0.5 · 1 - 0.5 · 0.5: still up
  expectClose(state.get(w), [1.8 * 0.95 - 0.1]);
  await learning[Symbol.asyncDispose]();
});

describe.skipIf(!hasTorch)("real torch", () => {
  const witnesses: Record<string, readonly [ours: Optimizer, theirs: string]> = {
    SGD: [new Sgd({ learningRate: 0.05 }), "SGD([w], lr=0.05)"],
    "SGD with momentum": [
      new Sgd({ learningRate: 0.05, momentum: 0.9, weightDecay: 0.1 }),
      "SGD([w], lr=0.05, momentum=0.9, weight_decay=0.1)",
    ],
    "SGD with Nesterov's momentum": [
      new Sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true }),
      "SGD([w], lr=0.05, momentum=0.9, nesterov=True)",
    ],
    Adam: [new Adam({ learningRate: 0.05, weightDecay: 0.1 }), "Adam([w], lr=0.05, weight_decay=0.1)"],
    AdamW: [new AdamW({ learningRate: 0.05, weightDecay: 0.1 }), "AdamW([w], lr=0.05, weight_decay=0.1)"],
    "AdamW by default": [new AdamW({ learningRate: 0.05 }), "AdamW([w], lr=0.05)"],
    RAdam: [new RAdam({ learningRate: 0.05, weightDecay: 0.1 }), "RAdam([w], lr=0.05, weight_decay=0.1)"],
  };
  const STEPS = 12;
  test.each(Object.keys(witnesses))("walks the same path: %s", async (name) => {
    const [ours, theirs] = witnesses[name]!;
    const batches = Array.from({ length: STEPS }, (_, i) => [spread([3], i), spread([3], i + 50)]);
    const torch = askTorch<number[][]>(
      `
w = torch.tensor(given["start"]).requires_grad_()
optimizer = torch.optim.${theirs}
answer = []
for x, y in given["batches"]:
    optimizer.zero_grad()
    (tensor(x) * w - tensor(y)).square().sum().backward()
    optimizer.step()
    answer.append(w.detach().clone())`,
      { start, batches },
    );
    expectClose((await path(ours, start, STEPS)).flat(), torch.flat(), 2e-6);
  });
});
