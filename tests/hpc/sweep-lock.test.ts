/** @file One launcher a sweep. */
import { spawnSync } from "node:child_process";
import { readdirSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockSweep } from "#hpc";
import { temporaryFolder } from "./points.ts";

const inUse = expect.objectContaining({ code: "hpc/sweep-in-use" });
const lock = (folder: string, holder: object) => writeFileSync(join(folder, "launcher.lock"), JSON.stringify(holder));

test("a second launcher is refused until the first has given the sweep free", () => {
  const folder = temporaryFolder();
  const unlock = lockSweep(folder);
  expect(() => lockSweep(folder)).toThrow(inUse);
  unlock();
  lockSweep(folder)();
  expect(readdirSync(folder)).toEqual([]);
});

test("the lock of a process that is gone is taken away, of one that may live elsewhere only when it is silent", () => {
  const folder = temporaryFolder();
  lock(folder, { pid: spawnSync(process.execPath, ["-e", ""]).pid, hostname: hostname() });
  lockSweep(folder)();
  lock(folder, { pid: 1, hostname: "elsewhere" });
  expect(() => lockSweep(folder)).toThrow(inUse);
  const old = new Date(Date.now() - 60_000);
  utimesSync(join(folder, "launcher.lock"), old, old);
  lockSweep(folder)();
  expect(readdirSync(folder)).toEqual([]);
});
