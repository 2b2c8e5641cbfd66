/** @file A run that says it is running, and whose process is gone, was interrupted: for every reader. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadRuns, openFactsWriter, runStatusAt } from "#facts";
import { runPaths } from "#utils/paths.ts";
import { ownIdentity } from "#utils/process-identity.ts";
import { epochEvent, meta, started } from "./events.ts";

function temporaryRun(): string {
  const folder = mkdtempSync(join(tmpdir(), "thesis-life-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "run_20261122-184600_a");
}

const secondsAgo = (seconds: number) => new Date(Date.now() - 1000 * seconds).toISOString();
const deadPid = () => spawnSync(process.execPath, ["-e", ""]).pid;

test.each([
  ["a process that runs is running, however long it was silent", "running", {}, 600],
  ["a process that is gone is interrupted, however fresh its heartbeat", "interrupted", { pid: "dead" }, 1],
  ["a process whose number another has now is interrupted", "interrupted", { process_started: "long ago" }, 1],
  ["another machine is running while its heart beats", "running", { hostname: "elsewhere" }, 20],
  ["another machine is interrupted when it falls silent", "interrupted", { hostname: "elsewhere" }, 40],
  ["an older version is running while its heart beats", "running", { boot_id: null, process_started: null }, 20],
])("%s", (_, expected, changes, silentSeconds) => {
  const path = join(mkdtempSync(join(tmpdir(), "thesis-life-")), "status.json");
  onTestFinished(() => rmSync(join(path, ".."), { recursive: true }));
  const identity = { ...ownIdentity(), ...changes, ...("pid" in changes && { pid: deadPid() }) };
  writeFileSync(path, JSON.stringify({ status: "running", heartbeat_at: secondsAgo(silentSeconds), ...identity }));
  expect(runStatusAt(path)?.status).toBe(expected);
});

test("reports read it so", async () => {
  const run = temporaryRun();
  const facts = await openFactsWriter(run, meta);
  await facts.append(started);
  await facts.append(epochEvent(0));
  await facts.abandon();
  const statusOf = async () => (await loadRuns({ run_dirs: [run] }, { requireComplete: false })).runs[0]!.status;
  expect(await statusOf()).toBe("running");
  const status = { ...runStatusAt(runPaths(run).status), pid: deadPid() };
  writeFileSync(runPaths(run).status, JSON.stringify(status));
  expect(await statusOf()).toBe("interrupted");
});
