import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reopenFactsWriter } from "#facts";
import { runPaths } from "#utils/paths.ts";
import { RandomStream } from "#utils/seed.ts";

const KILLS = 10;

let folder: string;
let program: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "facts-kill-"));
  // a process of its own needs JavaScript: Node 20 runs no types
  await build({
    configFile: false,
    logLevel: "error",
    resolve: { conditions: ["source"] },
    ssr: { resolve: { conditions: ["source"] } },
    build: { ssr: join(import.meta.dirname, "killed-run.ts"), outDir: join(folder, "program"), minify: false },
  });
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
  symlinkSync(join(import.meta.dirname, "../../../node_modules"), join(folder, "node_modules"));
  program = join(folder, "program", "killed-run.js");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(`a run killed ${KILLS} times at random moments and taken up again loses no line but a torn last one`, async () => {
  const stream = RandomStream.of(20261122, "kills");
  const run = join(folder, "run");
  const paths = runPaths(run);
  let whole: string[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    await runUntilKilled(run, whole.length / 2 + 1 + stream.integer(20), stream.integer(2000));
    const lines = readFileSync(paths.events, "utf8").split("\n");
    lines.pop(); // torn, or "" after the end of the last whole line
    expect(lines.filter((line) => !("moment" in JSON.parse(line)))).toEqual([]);
    expect(lines.slice(0, whole.length)).toEqual(whole);
    expect(lines.length).toBeGreaterThan(whole.length);
    whole = lines;
  }

  await (await reopenFactsWriter(run)).finish("interrupted");
  const facts = readFileSync(paths.events, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const epochs = facts.filter(({ moment }) => moment === "on_epoch_end").map(({ epoch }) => epoch);
  expect(epochs).toEqual(epochs.map((_, i) => i));
  const rows = readFileSync(paths.scalars, "utf8").trim().split("\n").slice(1);
  expect(rows.map((row) => row.split(",", 2).join())).toEqual(
    epochs.flatMap((epoch) => [`${epoch},train`, `${epoch},val`]),
  );
  expect(JSON.parse(readFileSync(paths.status, "utf8"))).toMatchObject({ status: "interrupted", resumes: KILLS });
});

test.skipIf(process.platform === "win32")("a run that finds no more room for a line leaves only whole ones", () => {
  const run = join(folder, "full");
  // files of at most 64 blocks; the signal is ignored, so that the write fails as on a full disk
  const limited = `trap '' XFSZ; ulimit -f 64; exec "$0" "$1" "$2"`;
  const { status, stderr } = spawnSync("sh", ["-c", limited, process.execPath, program, run], { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stderr).toContain("EFBIG");
  for (const path of [runPaths(run).events, runPaths(run).scalars]) expect(readFileSync(path, "utf8")).toMatch(/\n$/);
  const lines = readFileSync(runPaths(run).events, "utf8").trim().split("\n");
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) expect(JSON.parse(line)).toHaveProperty("moment");
});

/**
 * Kills the run some spins of an idle loop after it has said so many dots, so that no two kills hit the same spot. It
 * writes some epochs more at most: where this process has to wait for its turn, the run must not grow without bound.
 */
function runUntilKilled(run: string, dots: number, spins: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, run, String(Math.ceil(dots) + 100)], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let seen = 0;
    let errors = "";
    child.stderr.on("data", (data) => {
      errors += data;
    });
    child.stdout.on("data", (data: Buffer) => {
      seen += data.length;
      if (seen < dots) return;
      for (let spin = 0; spin < spins * 1000; spin++) Math.imul(spin, spin);
      child.kill("SIGKILL");
    });
    child.on("close", (_, signal) => (signal === "SIGKILL" ? resolve() : reject(new Error(errors))));
  });
}
