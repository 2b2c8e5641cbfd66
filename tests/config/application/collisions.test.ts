/** @file A thousand runs that start in the same second, from many processes. */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";

const [PROCESSES, EACH] = [8, 125];

test("a thousand runs of one name from eight processes get a thousand folders", async () => {
  const parent = mkdtempSync(join(tmpdir(), "thesis-collisions-"));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const folder = join(parent, "run_20261122-184600_ae_vq");
  const claimers = Array.from({ length: PROCESSES }, () =>
    spawn(process.execPath, [join(import.meta.dirname, "folder-claimer.mjs"), folder, String(EACH)], {
      stdio: ["pipe", "pipe", "inherit"],
    }),
  );
  await Promise.all(claimers.map(({ stdout }) => new Promise((ready) => stdout.once("readable", ready))));
  for (const { stdin } of claimers) stdin.end("go\n");
  const answers = await Promise.all(claimers.map(({ stdout }) => text(stdout)));
  const claimed = answers.flatMap((answer) => JSON.parse(answer.split("\n")[1]!) as string[]);
  expect(new Set(claimed).size).toBe(PROCESSES * EACH);
  expect(readdirSync(parent).toSorted()).toEqual(claimed.map((path) => basename(path)).toSorted());
});
