/** @file How far a point is, from its run's own words. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reportPoint } from "#hpc";
import { pointNamed, sweepFolderIn, temporaryFolder, writeStatus } from "./points.ts";

const now = new Date("2026-11-22T20:00:00.000Z");
const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString();
const point = pointNamed(0);
const deadPid = () => spawnSync(process.execPath, ["-e", ""]).pid;

test("a point without a run is planned, or failed where its process ended without a word", () => {
  const sweep = sweepFolderIn(temporaryFolder());
  expect(reportPoint(point, sweep, now)).toMatchObject({ state: "planned", reason: null });
  writeFileSync(join(sweep, "points/0/exit.json"), '{"reason": "killed by SIGKILL"}');
  expect(reportPoint(point, sweep, now)).toMatchObject({ state: "failed", reason: "killed by SIGKILL" });
});

test("an ended run says how it ended", () => {
  const sweep = sweepFolderIn(temporaryFolder());
  for (const [status, reason] of [
    ["finished", null],
    ["failed", "training/diverged"],
    ["interrupted", "SIGTERM"],
  ]) {
    writeStatus(sweep, point, { status, reason });
    expect(reportPoint(point, sweep, now)).toMatchObject({ state: status, reason });
  }
});

test("a run that says it is running is believed while its heart beats and its process may live", () => {
  const sweep = sweepFolderIn(temporaryFolder());
  const stateOf = (status: object) => {
    writeStatus(sweep, point, { status: "running", reason: null, ...status });
    return reportPoint(point, sweep, now).state;
  };
  expect(stateOf({ heartbeat_at: secondsAgo(3), hostname: hostname(), pid: process.pid })).toBe("running");
  expect(stateOf({ heartbeat_at: secondsAgo(3), hostname: "elsewhere", pid: 1 })).toBe("running");
  expect(stateOf({ heartbeat_at: secondsAgo(31), hostname: "elsewhere", pid: 1 })).toBe("interrupted");
  expect(stateOf({ heartbeat_at: secondsAgo(3), hostname: hostname(), pid: deadPid() })).toBe("interrupted");
});
