import { expect, test } from "vitest";
import { type EpochProgress, TrainingProgressShower } from "#utils/training-progress-shower.ts";

const length = { epochs: 4, stepsPerEpoch: 10, eventsPerEpoch: 1000 };
const epoch = (epoch: number, change: Partial<EpochProgress> = {}): EpochProgress => ({
  epoch,
  trainLoss: 0.5,
  validationLoss: 0.25,
  wallSeconds: 2,
  throughput: 500,
  isBest: true,
  ...change,
});

test("a terminal sees one line that is drawn over, and a new one only at the end", () => {
  const { shower, written, tick } = terminal(100);
  for (let e = 0; e < 4; e++) {
    for (let step = 0; step < 10; step++) {
      shower.step(e, step, 1 / (step + 1));
      tick(200);
    }
    shower.epoch(epoch(e));
  }
  shower.done();
  const text = written.join("");
  expect(text.indexOf("\n")).toBe(text.length - 1);
  // the first step of an epoch comes too soon after the line of the epoch before
  expect(written.filter((piece) => piece.startsWith("\r")).length).toBe(41);
  expect(lastLine(written)).toMatch(/^epoch 4\/4 {2}━+ {2}train 0\.5000 {2}val 0\.2500 {2}0s left {2}500 events\/s$/);
});

test("the time left follows the pace since the first step, also for a run resumed in the middle", () => {
  const { shower, written, tick } = terminal(100);
  shower.step(2, 0, 1);
  tick(1000);
  shower.step(2, 1, 1); // one step a second, 18 to go
  expect(lastLine(written)).toContain("18s left");
});

test("draws at most ten times a second", () => {
  const { shower, written, tick } = terminal(100);
  for (let step = 0; step < 1000; step++) {
    shower.step(0, step % 10, 1);
    tick(1);
  }
  expect(written.length).toBe(10);
});

test.each([1, 10, 20, 40, 60, 80, 200])("stays within a terminal of %i columns", (columns) => {
  const { shower, written, tick } = terminal(columns);
  shower.step(0, 0, 123456.789);
  tick(5000);
  shower.epoch(epoch(0));
  shower.step(1, 3, 1e-9);
  for (const line of written) expect(plain(line).length).toBeLessThan(columns);
});

test("someone else's line stands above the live one", () => {
  const { shower, written, tick } = terminal(100);
  shower.step(0, 0, 1);
  tick(500);
  shower.say("a figure could not be drawn");
  shower.step(0, 1, 1);
  shower.done();
  const lines = written
    .join("")
    .split("\n")
    .map((line) => plain(line.slice(line.lastIndexOf("\r") + 1)));
  expect(lines[0]).toBe("a figure could not be drawn");
  expect(lines[1]).toMatch(/^epoch 1\/4/);
});

test("without a terminal there is one plain line an epoch, and nothing between", () => {
  const written: string[] = [];
  const shower = new TrainingProgressShower({ write: (text) => written.push(text) }, length, () => 0);
  shower.step(0, 0, 1);
  shower.epoch(epoch(0));
  shower.step(1, 0, 1);
  shower.epoch(epoch(1, { trainLoss: 617525.115, validationLoss: Number.NaN, isBest: false, throughput: 12_345 }));
  shower.done();
  expect(written).toEqual([
    "epoch 1/4  train 0.5000  val 0.2500 (best)  2.0 s  500 events/s\n",
    "epoch 2/4  train 6.175e+5  val NaN  2.0 s  12.3k events/s\n",
  ]);
});

function terminal(columns: number) {
  const written: string[] = [];
  let now = 0;
  const stream = { isTTY: true, columns, write: (text: string) => written.push(text) };
  const shower = new TrainingProgressShower(stream, length, () => now);
  const tick = (ms: number) => {
    now += ms;
  };
  return { shower, written, tick };
}

function lastLine(written: readonly string[]): string {
  return plain(written.filter((piece) => piece.startsWith("\r")).at(-1)!);
}

function plain(piece: string): string {
  return piece.replace("\r", "").replace("\u001b[K", "");
}
