import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { claimOutputFolder, formatOutputName, parseOutputName, runPaths } from "#utils/paths.ts";

const startedAt = new Date(2026, 10, 22, 18, 46, 0);

test.each([
  ["run_20261122-184600_compare_globals_heads_job0", { kind: "run", name: "compare_globals_heads", job: 0 }],
  ["run_20261122-184600_compare_globals_heads_job12", { kind: "run", name: "compare_globals_heads", job: 12 }],
  ["run_20261122-184600_logmev_vq", { kind: "run", name: "logmev_vq", job: null }],
  ["exp_20261122-184600_compare_globals_heads", { kind: "exp", name: "compare_globals_heads", job: null }],
  ["report_20261122-184600_compare_tokenizers", { kind: "report", name: "compare_tokenizers", job: null }],
] as const)("%s is understood and made again", (folder, expected) => {
  expect(parseOutputName(`outputs/somewhere/${folder}`)).toEqual({ ...expected, startedAt });
  expect(formatOutputName({ ...expected, startedAt })).toBe(folder);
});

test.each([
  "run_2026-11-22_a",
  "x_20250102-000000_many_prefix",
  "run_20261301-000000_a",
  "run_20260230-120000_a",
  "run_20261122-184600_",
  "legacy",
])("%s is no name of ours", (folder) => {
  expect(parseOutputName(folder)).toBeNull();
});

test("an hour that this time zone skips is still a time: the run may come from another one", () => {
  for (let hour = 0; hour < 24; hour++) {
    const clock = String(hour).padStart(2, "0");
    expect(parseOutputName(`run_20260329-${clock}3000_a`)).not.toBeNull(); // clocks go forward in Europe
    expect(parseOutputName(`run_20260308-${clock}3000_a`)).not.toBeNull(); // and in America
  }
});

test.each([
  "",
  "a/b",
  "../a",
  "my run",
  ".hidden",
  "-x",
])('refuses "%s" as a name, and suggests one that does', (name) => {
  expect(() => formatOutputName({ kind: "run", startedAt, name, job: null })).toThrow(
    expect.objectContaining({ code: "paths/bad-name", message: expect.stringMatching(/try: {3}\w[\w.]*$/) }),
  );
});

test("a run's files have the names its readers know", () => {
  const { events, scalars, bestCheckpoint, modelCheckpoint } = runPaths("r");
  expect([events, scalars, bestCheckpoint, modelCheckpoint]).toEqual(
    [["facts", "events.jsonl"], ["facts", "scalars.csv"], ["best_val.pt"], ["model.pt"]].map((parts) =>
      join("r", ...parts),
    ),
  );
});

test("runs that start in the same second never share a folder", async () => {
  const root = mkdtempSync(join(tmpdir(), "claim-"));
  const runs = join(root, "outputs", "runs");
  const wanted = { kind: "run", startedAt, name: "same", job: null } as const;
  const claimed = await Promise.all(Array.from({ length: 20 }, () => claimOutputFolder(runs, wanted)));
  expect(new Set(claimed).size).toBe(20);
  expect(readdirSync(runs).sort()).toEqual(claimed.map((folder) => basename(folder)).sort());
  expect(claimed.map((folder) => parseOutputName(folder)?.name)).toEqual(Array(20).fill("same"));
  rmSync(root, { recursive: true });
});
