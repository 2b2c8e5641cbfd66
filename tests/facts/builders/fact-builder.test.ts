import { describe, expect, test } from "vitest";
import type { EpochEndFact, Fact } from "#facts";
import type { TrainingEvent } from "#training-loops";
import { FixableError } from "#utils/fixable-error.ts";
import { FactBuilder } from "../../../src/facts/builders/fact-builder.ts";
import { epochEvent, result, tested, trained, validated, wholeTraining } from "../events.ts";

test("a training becomes facts in the reference's order, single steps left out", () => {
  expect(factsOf(wholeTraining).map(({ moment, epoch, split }) => [moment, epoch, split])).toEqual([
    ["on_start", null, null],
    ["on_validation_end", 0, "val"],
    ["on_epoch_end", 0, "val"],
    ["on_validation_end", 1, "val"],
    ["on_epoch_end", 1, "val"],
    ["on_validation_end", 2, "val"],
    ["on_epoch_end", 2, "val"],
    ["on_train_end", 2, null],
    ["on_test_end", null, "test"],
  ]);
});

test("every fact has every field the reference's readers look for", () => {
  for (const fact of factsOf([...wholeTraining, { kind: "failed", error: "x" }])) {
    if (fact.moment === "on_validation_end") continue; // which the reference has none of
    expect(fact).toMatchObject({ schema_version: 1, run_dir: "/runs/a" });
    for (const field of ["step", "train_loss", "val_loss", "metrics", "epoch_time_s", "total_time_s", "throughput"]) {
      expect(fact).toHaveProperty(field);
    }
    expect(fact.meta).toEqual({
      timestamp: "2026-11-22T18:46:00.000+00:00",
      run_id: "id",
      git_commit: null,
      hostname: "here",
      cuda_info: { available: false },
      seed: 7,
    });
  }
});

test("an epoch carries its own values, every loss term of both splits included, and no history", () => {
  const [fact] = factsOf([epochEvent(1, { isBest: false })]);
  expect(fact).toMatchObject({
    epoch: 1,
    train_loss: 9,
    val_loss: 19,
    metrics: { perplex: 1.5, codes_used: 3 },
    train_metrics: { perplex: 1.25 },
    epoch_time_s: 2.5,
    throughput: 1600,
    losses: { train: { total: 9, commit: 9 / 8 }, val: { total: 19, rec_tokens: 19 / 2, rec_globals: 19 / 4 } },
    is_best: false,
    max_memory_mib: 123,
  });
  expect(Object.keys(fact!).filter((key) => key.startsWith("histor"))).toEqual([]);
});

describe("the end of training", () => {
  test("carries every history, by the reference's names and more", () => {
    const fact = factsOf(wholeTraining).find(({ moment }) => moment === "on_train_end")!;
    expect(fact).toMatchObject({
      train_loss: 8,
      val_loss: 18,
      metrics: { perplex: 1.5 },
      total_time_s: 8,
      best: { epoch: 2, val_loss: 18 },
    });
    const expected = {
      train_loss: [10, 9, 8],
      val_loss: [20, 19, 18],
      rec_tokens: [10, 9.5, 9],
      rec_globals: [5, 4.75, 4.5],
      codebook: [0, 0, 0],
      commit: [2.5, 2.375, 2.25],
      perplex: [1.5, 1.5, 1.5],
      codes_used: [3, 3, 3],
      epoch_time_s: [2.5, 2.5, 2.5],
      throughput: [1600, 1600, 1600],
    };
    const histories = Object.entries(fact).filter(([key]) => key.startsWith("histor"));
    expect(Object.fromEntries(histories)).toEqual(
      Object.fromEntries(Object.entries(expected).map(([name, history]) => [`history_${name}`, history])),
    );
  });

  test("of a resumed run has the histories of the epochs before too", () => {
    const before = factsOf([epochEvent(0), epochEvent(1)]) as EpochEndFact[];
    const [, fact] = factsOf([epochEvent(2), trained], before);
    expect(fact).toMatchObject({ history_train_loss: [10, 9, 8], train_loss: 8 });
  });

  test("keeps an epoch's place in a history when a metric was missing in it", () => {
    const [, , fact] = factsOf([
      epochEvent(0),
      epochEvent(1, { validation: { ...result(19, 2), metrics: { new: 4 } } }),
      trained,
    ]);
    expect(fact).toMatchObject({ history_perplex: [1.5, null], history_new: [null, 4] });
  });

  test("of a training without epochs has no numbers, and does not fail", () => {
    const [fact] = factsOf([{ ...trained, epochs: 0, best: null } as TrainingEvent]);
    expect(fact).toMatchObject({ epoch: null, train_loss: null, best: null });
    expect(Object.keys(fact!).filter((key) => key.startsWith("histor"))).toEqual([]);
  });
});

test("the test loss stands among the metrics, its terms beside them", () => {
  expect(factsOf([tested])[0]).toMatchObject({
    metrics: { test_loss: 19, perplex: 1.4 },
    losses: { test: { total: 19, rec_tokens: 9.5 } },
    test_time_s: 0.5,
  });
});

describe("an error", () => {
  const errorOf = (error: unknown) =>
    factsOf([validated(0), { kind: "step", epoch: 1, step: 31, loss: 2 }, { kind: "failed", error }])[1];

  test("its reader can fix has its code and message, and where the training was", () => {
    const error = new FixableError({ code: "training/diverged", problem: "the training loss became NaN" });
    expect(errorOf(error)).toMatchObject({
      moment: "on_exception",
      epoch: 1,
      step: 31,
      error: { code: "training/diverged", name: "FixableError", message: "the training loss became NaN", stack: null },
    });
  });

  test("of the system has the system's code, and the stack of a bug", () => {
    const error = Object.assign(new Error("no space left"), { code: "ENOSPC" });
    expect(errorOf(error)).toMatchObject({
      error: { code: "ENOSPC", stack: expect.stringContaining("no space left") },
    });
  });

  test("that is no Error is told as it is", () => {
    expect(errorOf("stop")).toMatchObject({ error: { code: null, name: "string", message: "stop" } });
  });
});

function factsOf(events: readonly TrainingEvent[], earlierEpochs: readonly EpochEndFact[] = []): Fact[] {
  const builder = new FactBuilder({
    runDir: "/runs/a",
    meta: { run_id: "id", git_commit: null, hostname: "here", cuda_info: { available: false }, seed: 7 },
    earlierEpochs,
    resumed: earlierEpochs.length > 0,
    now: () => new Date("2026-11-22T18:46:00Z"),
    peakMemoryMib: () => 123,
  });
  return events.map((event) => builder.factOf(event)).filter((fact) => fact !== null);
}
