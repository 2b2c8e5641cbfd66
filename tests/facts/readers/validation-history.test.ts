/** @file One number of the validation, an epoch at a time. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readValidationHistory } from "#facts";

const epoch = (number: number, loss: number | string, more: object = {}) =>
  JSON.stringify({
    ...{ moment: "on_epoch_end", epoch: number, val_loss: loss, metrics: { perplex: 10 * number } },
    losses: { train: { total: 9 }, val: { total: loss, rec_tokens: 0.5 } },
    ...more,
  });

function runWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "thesis-history-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "facts"));
  writeFileSync(join(folder, "facts/events.jsonl"), text);
  return folder;
}

test("losses, terms of the loss and metrics are found by name", () => {
  const run = runWith(`{"moment":"on_start"}\n${epoch(0, 2)}\n{"moment":"on_validation_end"}\n${epoch(1, "NaN")}\n`);
  expect(readValidationHistory(run, "val_loss")).toEqual([2, Number.NaN]);
  expect(readValidationHistory(run, "rec_tokens")).toEqual([0.5, 0.5]);
  expect(readValidationHistory(run, "perplex")).toEqual([0, 10]);
});

test("of two facts of one epoch the later counts, and a torn line does not", () => {
  const run = runWith(`${epoch(0, 3)}\n${epoch(1, 2)}\n${epoch(0, 1)}\n${epoch(2, 0).slice(0, 40)}`);
  expect(readValidationHistory(run, "val_loss")).toEqual([1, 2]);
});

test("a run without facts, or without an epoch, has none", () => {
  expect(readValidationHistory(join(tmpdir(), "no-such-run"), "val_loss")).toEqual([]);
  expect(readValidationHistory(runWith('{"moment":"on_start"}\n'), "anything")).toEqual([]);
});

test("a name that is not there is answered with those that are", () => {
  expect(() => readValidationHistory(runWith(`${epoch(0, 1)}\n`), "rec_token")).toThrow(
    expect.objectContaining({
      code: "facts/no-scalar",
      message: expect.stringContaining("try:   hydra.sweeper.metric=rec_tokens"),
    }),
  );
});
