/** @file A lock that is a file: among processes of one machine, and as other machines see it. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { type FileLock, takeLock } from "#utils/file-lock.ts";
import { ownIdentity } from "#utils/process-identity.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "thesis-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function taken(path: string): FileLock {
  const result = takeLock(path);
  if ("holder" in result) throw new Error(`held by ${JSON.stringify(result.holder)}`);
  return result.lock;
}

const deadPid = () => spawnSync(process.execPath, ["-e", ""]).pid;
const silentFor = (path: string, seconds: number) => {
  const then = new Date(Date.now() - 1000 * seconds);
  utimesSync(path, then, then);
};

test("is one process's until that gives it free, and names who has it", () => {
  const path = join(temporaryFolder(), "run.lock");
  const lock = taken(path);
  expect(takeLock(path)).toMatchObject({ holder: { pid: process.pid, hostname: hostname() } });
  expect(lock.isHeld()).toBe(true);
  lock.release();
  taken(path).release();
  expect(readdirSync(join(path, ".."))).toEqual([]);
});

test("of a process that is gone is taken, at once on its own machine", () => {
  const path = join(temporaryFolder(), "run.lock");
  writeFileSync(path, JSON.stringify({ ...ownIdentity(), token: "a", pid: deadPid() }));
  taken(path).release();
  expect(readdirSync(join(path, ".."))).toEqual([]);
});

test("of a process whose number another has now is taken", () => {
  const path = join(temporaryFolder(), "run.lock");
  writeFileSync(path, JSON.stringify({ ...ownIdentity(), token: "a", process_started: "long ago" }));
  taken(path).release();
});

test("of a process on this machine is respected however silent it is: it may have been suspended", () => {
  const path = join(temporaryFolder(), "run.lock");
  writeFileSync(path, JSON.stringify({ ...ownIdentity(), token: "a" }));
  silentFor(path, 3600);
  expect(takeLock(path)).toHaveProperty("holder");
});

test.each([
  ["another machine", { hostname: "elsewhere" }],
  ["an earlier boot, or another machine of the same name", { boot_id: "another" }],
])("of %s is taken when it has been silent for half a minute", (_, where) => {
  const path = join(temporaryFolder(), "run.lock");
  writeFileSync(path, JSON.stringify({ ...ownIdentity(), pid: deadPid(), token: "a", ...where }));
  silentFor(path, 20);
  expect(takeLock(path)).toHaveProperty("holder");
  silentFor(path, 40);
  taken(path).release();
});

test("that a power cut has emptied is taken when it has been silent for half a minute", () => {
  const path = join(temporaryFolder(), "run.lock");
  writeFileSync(path, "");
  expect(takeLock(path)).toHaveProperty("holder");
  silentFor(path, 40);
  taken(path).release();
});

test("that was taken away is no longer held, and giving it free leaves the new one", () => {
  const path = join(temporaryFolder(), "run.lock");
  const lock = taken(path);
  const other = JSON.stringify({ ...ownIdentity(), token: "other" });
  rmSync(path);
  writeFileSync(path, other);
  expect(lock.isHeld()).toBe(false);
  lock.release();
  expect(readFileSync(path, "utf8")).toBe(other);
});

test.skipIf(process.platform !== "linux")(
  "of a zombie is taken: it has ended, and its parent has not noticed",
  async () => {
    const folder = temporaryFolder();
    // the shell becomes a program that never asks for its child
    const parent = spawn("sh", ["-c", "sleep 0.3 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
    onTestFinished(() => void parent.kill());
    const pid = Number(await new Promise((said) => parent.stdout.once("data", said)));
    const path = join(folder, "run.lock");
    writeFileSync(path, JSON.stringify({ ...ownIdentity(), process_started: null, token: "a", pid }));
    await expect.poll(() => readFileSync(`/proc/${pid}/stat`, "utf8")).toMatch(/\) Z /);
    taken(path).release();
  },
);

test("what processes left that were killed over it is removed by the next who has it", () => {
  const folder = temporaryFolder();
  const path = join(folder, "run.lock");
  const dead = JSON.stringify({ ...ownIdentity(), pid: deadPid(), token: "a" });
  const alive = JSON.stringify({ ...ownIdentity(), token: "b" });
  for (const name of ["run.lock", "run.lock.a", "run.lock.a.tmp.next"]) writeFileSync(join(folder, name), dead);
  writeFileSync(join(folder, "run.lock.b.tmp"), alive);
  const lock = taken(path);
  expect(readdirSync(folder).sort()).toEqual(["run.lock", "run.lock.b.tmp"]);
  lock.release();
});

test("of a process that is gone goes to exactly one of many that want it at once", async () => {
  const folder = temporaryFolder();
  const paths = Array.from({ length: 60 }, (_, i) => join(folder, `lock-${i}`));
  const dead = { ...ownIdentity(), pid: deadPid() };
  for (const [i, path] of paths.entries()) writeFileSync(path, JSON.stringify({ ...dead, token: `t${i}` }));
  const module = pathToFileURL(join(import.meta.dirname, "../../dist/utils/file-lock.js")).href;
  const racers = Array.from({ length: 6 }, () =>
    spawn(process.execPath, [join(import.meta.dirname, "lock-racer.mjs"), module, ...paths], {
      stdio: ["pipe", "pipe", "inherit"],
    }),
  );
  onTestFinished(() => racers.forEach((racer) => void racer.kill()));
  const line = (racer: (typeof racers)[number]) =>
    new Promise<string>((said) => racer.stdout.once("data", (data) => said(String(data))));
  await Promise.all(racers.map(line));
  const answers = racers.map(line);
  for (const racer of racers) racer.stdin.write("go\n");
  const won = (await Promise.all(answers)).map((answer) => JSON.parse(answer) as string[]);
  expect(won.flat().toSorted()).toEqual(paths.toSorted());
  expect(won.filter((each) => each.length > 0).length, "that raced at all").toBeGreaterThan(1);
  expect(readdirSync(folder)).toHaveLength(paths.length);
});
