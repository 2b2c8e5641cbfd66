/** @file One point after another in a process that is kept, as long as all goes well. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { ManifestPoint, SweepManifest } from "#hpc";
import { PointSeat } from "../../src/hpc/point-process.ts";
import { pointNamed, sweepFolderIn, temporaryFolder } from "./points.ts";

/** Finishes every point but #2, which ends without a word. */
const PROGRAM = `
const { mkdirSync, writeFileSync } = require("node:fs");
const [sweep, first] = process.argv.at(-1).replace("point=", "").split("/manifest.json#");
function run(number) {
  console.log("point " + number);
  console.error("a warning of " + number);
  if (number === 2) process.exit(9);
  const facts = sweep + "/../../runs/job" + number + "/facts";
  mkdirSync(facts, { recursive: true });
  writeFileSync(facts + "/status.json", JSON.stringify({ status: "finished", reason: null, epochs: 1, pid: process.pid }));
  process.send({ kind: "free" });
}
process.on("message", ({ next }) => run(next));
process.on("disconnect", () => process.exit(0));
run(Number(first));
`;

function seatIn() {
  const sweepFolder = sweepFolderIn(temporaryFolder());
  const program = join(sweepFolder, "program.cjs");
  writeFileSync(program, PROGRAM);
  const seat = new PointSeat({
    ...{ sweepFolder, points: [], total: 0, output: { write: () => true } },
    manifest: { working_folder: "../.." } as unknown as SweepManifest,
    command: [process.execPath, program],
    stop: new AbortController().signal,
  });
  onTestFinished(() => seat.close());
  const run = (point: ManifestPoint) => {
    mkdirSync(join(sweepFolder, point.config), { recursive: true });
    return seat.run(point, () => {});
  };
  const processOf = (point: ManifestPoint) =>
    JSON.parse(readFileSync(join(sweepFolder, point.run, "facts/status.json"), "utf8")).pid as number;
  return { run, processOf };
}

const points = [0, 1, 2, 3].map((number) => pointNamed(number));

test("a process whose point has ended well takes the next one, and each log has its own point's words", async () => {
  const { run, processOf } = seatIn();
  for (const point of points.slice(0, 2)) {
    const { state, log } = await run(point);
    expect(state).toBe("finished");
    expect(readFileSync(log, "utf8").trim().split("\n").toSorted()).toEqual([
      `a warning of ${point.number}`,
      `point ${point.number}`,
    ]);
  }
  expect(processOf(points[1]!)).toBe(processOf(points[0]!));
});

test("a process that dies takes its own point with it, and the next has a new one", async () => {
  const { run, processOf } = seatIn();
  await run(points[0]!);
  const { state, reason, log } = await run(points[2]!);
  expect([state, reason]).toEqual(["failed", "exit code 9"]);
  expect(readFileSync(log, "utf8")).toContain("a warning of 2");
  expect((await run(points[3]!)).state).toBe("finished");
  expect(processOf(points[3]!)).not.toBe(processOf(points[0]!));
});

test("points of another environment have another process", async () => {
  const { run, processOf } = seatIn();
  await run(points[0]!);
  await run({ ...points[1]!, environment: { THESIS_X: "1" } });
  expect(processOf(points[1]!)).not.toBe(processOf(points[0]!));
});
