/** @file The points of a sweep in the terminal. */
import { expect, test } from "vitest";
import { JobsTable } from "../../src/hpc/jobs-table.ts";
import { namesIn } from "../../src/hpc/point-names.ts";
import { pointNamed } from "./points.ts";

const points = [pointNamed(0, "a=1", "phase1/latent_space=none"), pointNamed(1, "a=1", "phase1/latent_space=vq")];
const finished = { state: "finished", reason: "", log: "" } as const;
const failed = { state: "failed", reason: "training/diverged", log: "" } as const;

function tableOn(stream: { readonly isTTY: boolean; readonly columns?: number }) {
  const clock = { ms: 0 };
  const written: string[] = [];
  const output = { ...stream, write: (text: string) => written.push(text) };
  const table = new JobsTable(output, points.length, namesIn({ points }), () => clock.ms);
  return { table, clock, written, text: () => written.join("") };
}

test("where nobody watches, there is a line when a point starts and one when it ends, named by what is its own", () => {
  const { table, clock, text } = tableOn({ isTTY: false });
  table.start(points[0]!);
  table.hear(points[0]!, { kind: "started", epochs: 2, stepsPerEpoch: 5 });
  table.hear(points[0]!, { kind: "epoch", epoch: 0, trainLoss: 2, validationLoss: 1.5 });
  clock.ms = 65_000;
  table.end(points[0]!, finished, true);
  table.start(points[1]!);
  table.end(points[1]!, failed, false);
  table.done();
  expect(text().split("\n")).toEqual([
    "#0 latent_space=none: started",
    "#0 latent_space=none: finished after 1m05s, best val 1.500",
    "#1 latent_space=vq: started",
    "#1 latent_space=vq: failed after 0s: training/diverged; starting it again",
    "",
  ]);
});

test("in a terminal, each running point has a line with bar, losses and time left, drawn over the last ones", () => {
  const { table, clock, written } = tableOn({ isTTY: true, columns: 120 });
  for (const point of points) {
    table.start(point);
    table.hear(point, { kind: "started", epochs: 2, stepsPerEpoch: 10 });
    table.hear(point, { kind: "step", epoch: 0, step: 0, loss: 3 });
  }
  table.hear(points[0]!, { kind: "epoch", epoch: 0, trainLoss: 2, validationLoss: 1.5 });
  clock.ms = 10_000;
  table.hear(points[0]!, { kind: "step", epoch: 1, step: 0, loss: 1.25 });
  const [erase, drawn] = written.slice(-2);
  expect(erase).toBe("\u001b[3F\u001b[J");
  const lines = drawn!.split("\n");
  expect(lines[0]).toMatch(/^#0 latent_space=none {2}━+┄+ {2}epoch 2\/2 {2}train 1\.250 {2}val 1\.500 {2}9s left$/);
  expect(lines[1]).toMatch(/^#1 latent_space=vq {4}━┄+ {2}epoch 1\/2 {2}train 3\.000$/);
  expect(lines[2]).toMatch(/^0 of 2 done, about \d+s left$/);
  table.end(points[0]!, finished, true);
  table.end(points[1]!, failed, true);
  table.done();
  expect(written.at(-1)).toBe("\u001b[1F\u001b[J");
  expect(written.join("")).toContain("#1 latent_space=vq: failed after 10s: training/diverged\n");
});

test("the time that a point takes to start up is not counted as time of its steps", () => {
  const { table, clock, text } = tableOn({ isTTY: true, columns: 120 });
  table.start(points[0]!);
  clock.ms = 60_000;
  table.hear(points[0]!, { kind: "started", epochs: 1, stepsPerEpoch: 11 });
  table.hear(points[0]!, { kind: "step", epoch: 0, step: 0, loss: 3 });
  clock.ms = 65_000;
  table.hear(points[0]!, { kind: "step", epoch: 0, step: 5, loss: 3 });
  expect(text()).toMatch(/train 3\.000 {2}5s left\n/);
});

test("lines are cut at the width of the terminal", () => {
  const { table, written } = tableOn({ isTTY: true, columns: 20 });
  table.start(points[0]!);
  for (const line of written.at(-1)!.split("\n")) expect(line.length).toBeLessThan(20);
});
