/** @file Learning on a model of two numbers: by hand, frozen, gathered, averaged, interrupted and resumed. */
import { beforeEach, describe, expect, test } from "vitest";
import {
  Adam,
  Dropout,
  Evaluation,
  filled,
  Learning,
  type LearningOptions,
  Linear,
  ModelState,
  Sgd,
  type TraceObjective,
  type Variable,
  VariableScope,
} from "#engine";
import { expectClose } from "./close.ts";
import { floats, oneThread, spread } from "./evaluate.ts";

const open: AsyncDisposable[] = [];
beforeEach(() => () => Promise.all(open.splice(0).map((each) => each[Symbol.asyncDispose]())));

/** total = mean of (a x + b)², with a = 2 and b = 1 at the start. */
function twoNumbers() {
  const scope = VariableScope.root(0);
  const a = scope.parameter("a", [1], filled(2));
  const b = scope.parameter("b", [1], filled(1));
  const seen = scope.buffer("seen", [1]);
  const state = new ModelState(scope.variables);
  const objective: TraceObjective = ({ x }) => ({
    total: x!.mul(a.value).add(b.value).square().mean(),
    reports: {},
    updates: [{ buffer: seen, value: seen.value.add(1) }],
  });
  return { a, b, seen, state, objective };
}

function learn(objective: TraceObjective, state: ModelState, rest: Partial<LearningOptions> = {}): Learning {
  const options = { runtime: oneThread, optimizer: new Sgd({ learningRate: 0.1 }), clipNorm: 0, ...rest };
  const learning = new Learning(objective, state, options);
  open.push(learning);
  return learning;
}

const numbers = (state: ModelState, ...variables: Variable[]) => variables.map((v) => state.get(v)[0]!);

test("a step of gradient descent by hand", async () => {
  const { a, b, seen, state, objective } = twoNumbers();
  const reports = await learn(objective, state).run({ x: floats([1], [1]) });
  // value 3, gradients 6 and 6
  expectClose(numbers(state, a, b), [2 - 0.6, 1 - 0.6]);
  expect(numbers(state, seen)).toEqual([1]);
  expect(reports["total"]![0]).toBe(9);
  expectClose(reports["gradient_norm"]!, [Math.hypot(6, 6)]);
  expect(state.step).toBe(1);
});

test("a number that starts anew has its new value, in the average too, and its memory is empty", async () => {
  const { a, b, state, objective } = twoNumbers();
  const restarting: TraceObjective = (batch, isLearning) => ({
    ...objective(batch, isLearning),
    restarts: [{ parameter: b, where: batch["wanted"]!.greater(0.5), value: batch["wanted"]!.mul(50) }],
  });
  const learning = learn(restarting, state, {
    optimizer: new Sgd({ learningRate: 0.1, momentum: 0.9 }),
    averageDecay: 0.9,
  });
  const step = (wanted: number) => learning.run({ x: floats([1], [1]), wanted: floats([wanted], [1]) });
  await step(0);
  expectClose(numbers(state, a, b), [2 - 0.6, 1 - 0.6]);
  await step(1);
  expect(state.get(b)).toEqual(Float32Array.of(50));
  expect(state.get(b, "averaged")).toEqual(Float32Array.of(50));
  expect(state.values["state.momentum_buffer"]!.data[1]).toBe(0);
  expect(state.values["state.momentum_buffer"]!.data[0]).not.toBe(0);
});

test("a number starts anew between gathered batches, and not at all where it is frozen", async () => {
  for (const [isFrozen, expected] of [
    [() => false, 7],
    [({ name }: Variable) => name === "b", 1],
  ] as const) {
    const { b, state, objective } = twoNumbers();
    const restarting: TraceObjective = (batch, isLearning) => ({
      ...objective(batch, isLearning),
      restarts: [{ parameter: b, where: batch["x"]!.greater(0), value: batch["x"]!.mul(7) }],
    });
    await learn(restarting, state, { accumulate: 2, isFrozen }).run({ x: floats([1], [1]) });
    expect(numbers(state, b)).toEqual([expected]);
  }
});

test("a checkpoint may be without a buffer that is optional, and of nothing else", () => {
  const scope = VariableScope.root(0);
  const a = scope.parameter("a", [1], filled(2));
  const usage = scope.optionalBuffer("usage", [2], filled(1));
  const state = new ModelState(scope.variables);
  state.load(new Map([["a", { shape: [1], data: [3] }]]));
  expect(numbers(state, a)).toEqual([3]);
  expect([...state.get(usage)]).toEqual([1, 1]);
  expect(() => state.load(new Map([["usage", { shape: [2], data: [0, 0] }]]))).toThrow(
    expect.objectContaining({ code: "engine/state-mismatch" }),
  );
});

test("a gradient beyond the limit is scaled down to it", async () => {
  const { a, b, state, objective } = twoNumbers();
  await learn(objective, state, { clipNorm: 1 }).run({ x: floats([1], [1]) });
  expectClose(numbers(state, a, b), [2 - 0.1 / Math.SQRT2, 1 - 0.1 / Math.SQRT2]);
});

describe("gathered batches", () => {
  test("step with the mean of their gradients, and buffers move with every batch", async () => {
    const { a, b, seen, state, objective } = twoNumbers();
    const learning = learn(objective, state, { accumulate: 2 });
    const first = await learning.run({ x: floats([1], [1]) });
    expect(numbers(state, a, b, seen)).toEqual([2, 1, 1]);
    expect(first["gradient_norm"]).toBeUndefined();
    expect(state.step).toBe(0);
    await learning.run({ x: floats([3], [1]) }); // value 7, gradients 42 and 14
    expectClose(numbers(state, a, b), [2 - 2.4, 1 - 1]);
    expect([...numbers(state, seen), state.step]).toEqual([2, 1]);
    await learning.run({ x: floats([0], [1]) });
    await learning.run({ x: floats([0], [1]) }); // the first two are forgotten: value 0
    expectClose(numbers(state, a, b), [-0.4, 0]);
  });
});

describe("frozen parameters", () => {
  test("stay as they are with their moments, whatever decays, and do not count in the norm", async () => {
    const { a, b, state, objective } = twoNumbers();
    const optimizer = new Adam({ learningRate: 0.1, weightDecay: 0.5 });
    const learning = learn(objective, state, { optimizer, isFrozen: ({ name }) => name === "a", averageDecay: 0.5 });
    const reports = await learning.run({ x: floats([1], [1]) });
    expect(reports["gradient_norm"]![0]).toBe(6);
    expect(numbers(state, a)).toEqual([2]);
    expectClose(numbers(state, b), [0.9]);
    expect(state.values["state.exp_avg"]!.data[0]).toBe(0);
    expect(state.values["state.exp_avg"]!.data[1]).not.toBe(0);
    // 1 / (1 + 9) of the first weights in the first step
    expectClose([...state.get(a, "averaged"), ...state.get(b, "averaged")], [2, 0.91]);
  });

  test("are not all of them", () => {
    const { state, objective } = twoNumbers();
    expect(() => learn(objective, state, { isFrozen: () => true })).toThrow(
      expect.objectContaining({ code: "engine/nothing-to-learn" }),
    );
  });
});

describe("averaged weights", () => {
  test("follow the weights from where they start, and can be evaluated", async () => {
    const { a, b, state, objective } = twoNumbers();
    const learning = learn(objective, state, { averageDecay: 0.75 });
    await learning.run({ x: floats([1], [1]) }); // 2 → 1.4, 1 → 0.4
    expectClose([...state.get(a, "averaged"), ...state.get(b, "averaged")], [1.46, 0.46]);
    const evaluation = new Evaluation(objective, state, { runtime: oneThread });
    open.push(evaluation);
    expectClose((await evaluation.run({ x: floats([1], [1]) }))["total"]!, [1.8 ** 2]);
    expectClose((await evaluation.run({ x: floats([1], [1]) }, 0, "averaged"))["total"]!, [1.92 ** 2]);
    expectClose(state.toTensors("averaged").get("a")!.data, [1.46]);
  });

  test("forget the first weights early on, and have their own decay from then on", async () => {
    const decays: number[] = [];
    const { a, state, objective } = twoNumbers();
    const learning = learn(objective, state, { averageDecay: 0.25 });
    for (let step = 0; step < 4; step++) {
      const before = state.get(a, "averaged")[0]!;
      await learning.run({ x: floats([1], [1]) });
      const [latest, after] = [numbers(state, a)[0]!, state.get(a, "averaged")[0]!];
      decays.push((after - latest) / (before - latest));
    }
    expectClose(decays, [1 / 10, 2 / 11, 3 / 12, 0.25], 1e-4);
  });

  test("are not there unless they are kept", () => {
    const { a, state } = twoNumbers();
    expect(() => state.get(a, "averaged")).toThrow(expect.objectContaining({ code: "engine/no-average" }));
  });
});

describe("a training with everything on", () => {
  const make = () => {
    const scope = VariableScope.root(5);
    const [first, dropout, second] = [
      new Linear(3, 8, scope.at(0)),
      new Dropout(0.3, scope.at(1)),
      new Linear(8, 2, scope.at(2)),
    ];
    const seen = scope.buffer("seen", [2]);
    const state = new ModelState(scope.variables);
    const objective: TraceObjective = ({ x }, learning) => {
      const y = second.apply(dropout.apply(first.apply(x!).gelu(), learning));
      return { total: y.sub(1).square().mean(), reports: {}, updates: [{ buffer: seen, value: y.mean([0]) }] };
    };
    const start = () =>
      learn(objective, state, {
        optimizer: new Adam({ learningRate: 0.01, schedule: (step) => 1 / (1 + step) }),
        ...{ clipNorm: 0.5, accumulate: 2, averageDecay: 0.9, seed: 7, isFrozen: ({ name }) => name === "0.bias" },
      });
    return { state, start };
  };
  const batch = (i: number) => ({ x: spread([5, 3], i) });
  const bits = (state: ModelState) => [...state.toSnapshot().tensors].map(([name, { data }]) => [name, [...data]]);

  test("is the same to the bit when it is repeated", async () => {
    const runs = [make(), make()];
    for (const { start } of runs) {
      const learning = start();
      for (let i = 0; i < 6; i++) await learning.run(batch(i));
    }
    expect(bits(runs[1]!.state)).toEqual(bits(runs[0]!.state));
  });

  test("goes on to the bit from a snapshot taken between gathered batches", async () => {
    const [whole, before, after] = [make(), make(), make()];
    const learning = whole.start();
    for (let i = 0; i < 7; i++) await learning.run(batch(i));

    const interrupted = before.start();
    for (let i = 0; i < 3; i++) await interrupted.run(batch(i));
    const snapshot = before.state.toSnapshot();
    await interrupted.run(batch(99)); // what comes later does not reach into the snapshot
    after.state.restore(snapshot);
    const resumed = after.start();
    for (let i = 3; i < 7; i++) await resumed.run(batch(i));

    expect(bits(after.state)).toEqual(bits(whole.state));
    expect(after.state.progress).toEqual(whole.state.progress);
  });

  test("does not go on from the numbers of another model or another optimizer", async () => {
    const [{ state, objective }, other] = [twoNumbers(), make()];
    other.start();
    const refusal = expect.objectContaining({ code: "engine/state-mismatch" });
    expect(() => state.restore(other.state.toSnapshot())).toThrow(refusal);
    await learn(objective, state).run({ x: floats([1], [1]) });
    expect(() => learn(objective, state, { optimizer: new Adam({ learningRate: 1 }) })).toThrow(refusal);
  });
});

test.each([
  1, 2,
])("is the same to the bit when it is repeated on %i threads, at a size that they share", async (threads) => {
  const train = async () => {
    const scope = VariableScope.root(2);
    const layers = [
      new Linear(32, 128, scope.at(0)),
      new Linear(128, 128, scope.at(1)),
      new Linear(128, 32, scope.at(2)),
    ];
    const state = new ModelState(scope.variables);
    const objective: TraceObjective = ({ x }) => {
      const y = layers[2]!.apply(layers[1]!.apply(layers[0]!.apply(x!).gelu()).gelu());
      return { total: y.sub(x!).square().mean(), reports: {}, updates: [] };
    };
    const optimizer = new Adam({ learningRate: 1e-3 });
    const learning = learn(objective, state, { optimizer, clipNorm: 1, runtime: { device: "cpu", threads } });
    for (let i = 0; i < 5; i++) await learning.run({ x: spread([1024, 32], i) });
    return Buffer.from((state.values["state.parameters"]!.data as Float32Array).buffer).toString("base64");
  };
  expect(await train()).toBe(await train());
});

test("two players count their steps apart, and share the weights", async () => {
  const { a, b, state, objective } = twoNumbers();
  const optimizer = new Sgd({ learningRate: 0.1, momentum: 0.5 });
  const one = learn(objective, state, { optimizer, player: "one", isFrozen: (v) => v === b });
  const two = learn(objective, state, { optimizer, player: "two", isFrozen: (v) => v === a });
  await one.run({ x: floats([1], [1]) }); // a: 2 → 1.4
  await two.run({ x: floats([1], [1]) }); // value 2.4, b: 1 → 0.52
  await two.run({ x: floats([0], [1]) });
  expectClose(numbers(state, a), [1.4]);
  expect([state.progressOf("one").step, state.progressOf("two").step]).toEqual([1, 2]);
  expect(state.values["state.one.momentum_buffer"]!.data[1]).toBe(0);
});
