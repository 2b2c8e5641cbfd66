/** @file How a config moves the weights: schedules drawn by hand, frozen parts, early ends, bad batches, few batches. */
import { describe, expect, test } from "vitest";
import { filled, ModelState, Sgd, VariableScope } from "#engine";
import { optimizerConfig, scheduleConfig, type TrainingEvent, trainerConfig } from "#training-loops";
import { EarlyStopping, earlyStoppingConfig } from "../../src/training-loops/optimization/early-stopping.ts";
import { variablesNamed } from "../../src/training-loops/optimization/named-variables.ts";
import { Optimization } from "../../src/training-loops/optimization/optimization.ts";
import { buildOptimizer } from "../../src/training-loops/optimization/optimizer-config.ts";
import { buildSchedule } from "../../src/training-loops/optimization/schedule-config.ts";
import { bitsOf, finish, prepare } from "./small-runs.ts";

const usual = { epochs: 4, batch_size: 64, lr: 0.1, weight_decay: 0, grad_clip: 0, seed: 0 };

describe("schedules, in epochs of two steps", () => {
  const drawn = (config: object, epochs = 4) => {
    const { schedule } = buildSchedule(scheduleConfig.parse(config), { epochs, stepsPerEpoch: 2 });
    return Array.from({ length: 2 * epochs }, (_, step) => schedule(step));
  };
  const half = (1 + Math.cos(Math.PI / 3)) / 2;
  test.each([
    [{ kind: "constant" }, [1, 1, 1, 1, 1, 1, 1, 1]],
    [{ kind: "step", every_epochs: 1, factor: 0.5 }, [1, 1, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125]],
    [
      { kind: "cosine", warm_up_epochs: 1, floor: 0.2 },
      [0.5, 1, 1, 0.2 + 0.8 * (1 + Math.cos(Math.PI / 6)) * 0.5, 0.2 + 0.8 * half],
    ],
    [{ kind: "one_cycle", rise: 0.25, start_divisor: 4, end_divisor: 5 }, [0.25, 1]],
  ])("%j", (config, expected) => {
    drawn(config)
      .slice(0, expected.length)
      .forEach((factor, step) => void expect(factor).toBeCloseTo(expected[step]!, 12));
  });

  test("one_cycle ends at its last factor, also where its rise is a single step", () => {
    expect(drawn({ kind: "one_cycle", rise: 0.25, start_divisor: 4, end_divisor: 5 }).at(-1)).toBeCloseTo(0.05, 12);
    expect(drawn({ kind: "one_cycle", rise: 0.5, start_divisor: 4, end_divisor: 5 }, 1)).toEqual([1, 0.05]);
  });

  test("gathered batches share a step: half as many steps, the same epochs", () => {
    const { schedule } = buildSchedule(scheduleConfig.parse({ kind: "step", every_epochs: 2, factor: 0.5 }), {
      epochs: 4,
      stepsPerEpoch: 3 / 3,
    });
    expect([0, 1, 2, 3].map(schedule)).toEqual([1, 1, 0.5, 0.5]);
  });
});

test("an optimizer is told its own options and the trainer's", () => {
  const built = buildOptimizer(optimizerConfig.parse({ kind: "sgd" }), { learningRate: 0.5, weightDecay: 0 });
  expect(built).toBeInstanceOf(Sgd);
  expect(built.slots).toEqual(["momentum_buffer"]); // momentum 0.9 unless something else is said
  expect(built.scalars(1)).toEqual({ learning_rate: 0.5 });
  expect(optimizerConfig.safeParse({ kind: "sgd", momentum: 0, nesterov: true }).success).toBe(false);
});

describe("early stopping", () => {
  const observed = (values: readonly number[], config: object) => {
    const stopping = new EarlyStopping(earlyStoppingConfig.parse(config));
    for (const total of values) stopping.observe({ losses: { total }, metrics: { accuracy: total }, codeCounts: null });
    return stopping;
  };

  test("counts the epochs since the best by more than min_delta", () => {
    expect(observed([3, 2, 1.95, 1.92], { patience: 2, min_delta: 0.1 })).toMatchObject({
      isOver: true,
      state: { best: 2, waited: 2 },
      decision: "no better total for 2 of 2 epochs",
    });
    expect(observed([3, 2, 1.95, 1.8], { patience: 2, min_delta: 0.1 })).toMatchObject({
      isOver: false,
      decision: null,
    });
  });

  test("follows a metric that should rise", () => {
    expect(observed([0.5, 0.6, 0.6], { patience: 1, monitor: "accuracy", mode: "max" }).isOver).toBe(true);
    expect(observed([0.5, 0.6], { patience: 1, monitor: "accuracy", mode: "max" }).isOver).toBe(false);
  });

  test("never ends a training unless it is asked to", () => {
    expect(observed([1, 2, 3, 4], {}).isOver).toBe(false);
  });

  test("refuses a number that the validation does not have", () => {
    expect(() => observed([1], { patience: 1, monitor: "acuracy" })).toThrow(
      expect.objectContaining({ code: "training/unknown-metric" }),
    );
  });

  test("ends a training, which says so", async () => {
    const trainer = { epochs: 9, early_stopping: { patience: 2, min_delta: 1000 } };
    const notes: unknown[] = [];
    const { epochs, trained } = await finish(await prepare("test_mlp", { events: 8, trainer }), (event) => {
      if (event.kind === "epoch") notes.push(event.note);
    });
    expect(epochs).toHaveLength(3);
    expect(trained).toMatchObject({ epochs: 3, stoppedEarly: true });
    expect(notes).toEqual([undefined, "no better total for 1 of 2 epochs", "no better total for 2 of 2 epochs"]);
  });
});

describe("frozen parts", () => {
  const scope = VariableScope.root(0);
  for (const name of ["encoder.net.0.weight", "encoder.net.0.bias", "encoder_2.bias", "decoder.net.0.bias"])
    scope.parameter(name, [1], filled(0));
  const frozen = (...patterns: string[]) =>
    scope.variables.filter(variablesNamed(patterns, scope.variables, "phase1.trainer.freeze")).map(({ name }) => name);

  test("are named by the beginning of their names up to a dot, or with a star for anything", () => {
    expect(frozen("encoder")).toEqual(["encoder.net.0.weight", "encoder.net.0.bias"]);
    expect(frozen("*.0.bias")).toEqual(["encoder.net.0.bias", "decoder.net.0.bias"]);
    expect(frozen()).toEqual([]);
  });

  test("must be there", () => {
    expect(() => frozen("encodre")).toThrow(
      expect.objectContaining({ code: "training/unknown-parameters", fixes: ["'phase1.trainer.freeze=[encoder]'"] }),
    );
  });

  test("keep their numbers, a codebook that follows its latents included, while the rest learns", async () => {
    const codebook = { latent_dim: 8, codebook_size: 64, beta: 0.25, ema: true, ema_decay: 0.95 };
    const phase1 = { latent_space: { kind: "vq", ...codebook } };
    const run = await prepare("ae", { phase1, trainer: { epochs: 1, freeze: ["encoder", "bottleneck"] } });
    const before = bitsOf(run);
    await finish(run);
    const after = bitsOf(run);
    const moved = Object.keys(after).filter((name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]));
    expect(moved.length).toBeGreaterThan(0);
    expect(moved.filter((name) => !name.startsWith("decoder."))).toEqual([]);
  });
});

test("averaged weights are judged: the best of them are tested", async () => {
  const run = await prepare("test_mlp", { events: 8, trainer: { epochs: 2, lr: 0.01, ema_decay: 0.9 } });
  let kept: Record<string, unknown> = {};
  const { epochs } = await finish(run, (event) => {
    if (event.kind === "epoch" && event.isBest) kept = Object.fromEntries(run.state.toTensors("averaged"));
  });
  expect(epochs.at(-1)!.isBest).toBe(true);
  expect(Object.fromEntries(run.state.toTensors())).toEqual(kept);
});

test("the rate of an epoch's last step is among its training metrics", async () => {
  const how = { schedule: scheduleConfig.parse({ kind: "step", every_epochs: 1, factor: 0.5 }) };
  const { epochs } = await finish(await prepare("test_mlp", { events: 8, how, trainer: { epochs: 3, lr: 0.008 } }));
  expect(epochs.map(({ train }) => train.metrics["lr"])).toEqual([0.008, 0.004, 0.002]);
});

describe("a number that is not finite", () => {
  const learning = (skip_nonfinite: number) => {
    const scope = VariableScope.root(0);
    const a = scope.parameter("a", [1], filled(2));
    const state = new ModelState(scope.variables);
    const trainer = trainerConfig.parse({ ...usual, skip_nonfinite });
    const optimization = new Optimization(
      { trainer, optimizer: optimizerConfig.parse({ kind: "sgd", momentum: 0 }) },
      state,
      4,
    );
    const step = optimization.learning(
      ({ x }) => {
        const loss = x!.mul(a.value).square().mean();
        return { total: loss.add(1), reports: { "loss.rec": loss }, updates: [] };
      },
      { device: "cpu", threads: 1 },
    );
    const run = (x: number) =>
      step.run({ x: { dtype: "float32", shape: [1], data: Float32Array.of(x) } }, "epoch 0, batch 7");
    return { a, state, optimization, run };
  };

  test("fails, names the first loss and the batch, and leaves the weights as they were", async () => {
    const { a, state, run } = learning(0);
    await expect(run(Number.NaN)).rejects.toMatchObject({
      code: "training/diverged",
      message: expect.stringMatching(/loss rec became NaN[\s\S]*epoch 0, batch 7/),
      fixes: ["phase1.trainer.grad_clip=1.0", "phase1.trainer.skip_nonfinite=10"],
    });
    expect([...state.get(a), state.step]).toEqual([2, 0]);
  });

  test("is left out as often as is allowed, as if the batch had not been there", async () => {
    const { a, state, optimization, run } = learning(2);
    expect(await run(Number.POSITIVE_INFINITY)).toBeNull();
    expect(await run(1)).not.toBeNull(); // gradient 2·2·1² = 4, rate 0.1
    expect(state.get(a)[0]).toBeCloseTo(1.6, 6);
    expect(await run(Number.NaN)).toBeNull();
    expect(optimization.memory.skipped).toBe(2);
    await expect(run(Number.NaN)).rejects.toMatchObject({ code: "training/diverged" });
    expect(state.step).toBe(1);
  });
});

describe("few batches", () => {
  test("limit_batches takes that many of every split", async () => {
    const seen: TrainingEvent[] = [];
    const run = await prepare("ae", { trainer: { epochs: 2, limit_batches: 3 } });
    const { steps } = await finish(run, async (event) => {
      seen.push(event);
      if (event.kind === "tested") expect((await event.reconstruction!()).truth.globals.metGeV).toHaveLength(128);
    });
    expect(seen[0]).toMatchObject({ kind: "started", trainEvents: 192, stepsPerEpoch: 3 });
    expect(steps).toBe(6);
  });

  test("overfit_batches learns one batch by heart", async () => {
    const trainer = { epochs: 6, lr: 5e-3, overfit_batches: 1 };
    const { epochs } = await finish(await prepare("ae", { trainer }));
    expect(epochs.at(-1)!.validation.losses.total).toBeLessThan(0.1 * epochs[0]!.train.losses.total);
  });
});
