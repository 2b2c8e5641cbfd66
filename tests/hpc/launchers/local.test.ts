/** @file How the local launcher shares a machine out to points. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LaunchRequest, SweepManifest } from "#hpc";
import { LocalLauncher } from "../../../src/hpc/launchers/local.ts";
import { pointNamed, sweepFolderIn, temporaryFolder, writeStatus } from "../points.ts";

test.each([
  { cores: 8, n_jobs: "auto", points: 16, jobs: 8, threads: 1 },
  { cores: 8, n_jobs: "auto", points: 3, jobs: 3, threads: 2 },
  { cores: 8, n_jobs: "auto", points: 1, jobs: 1, threads: 8 },
  { cores: 8, n_jobs: 2, points: 16, jobs: 2, threads: 4 },
  { cores: 2, n_jobs: 4, points: 16, jobs: 4, threads: 1 },
] as const)("$cores cores, n_jobs $n_jobs, $points points: $jobs at once with $threads threads", (row) => {
  const launcher = new LocalLauncher({ kind: "local", n_jobs: row.n_jobs, retries: 0 }, row.cores);
  expect(launcher.jobs(row.points)).toBe(row.jobs);
  expect(launcher.threads(row.points)).toBe(row.threads);
});

const points = [0, 1, 2].map((number) => pointNamed(number, `seed=${number}`));

/** Points whose process does nothing but end. */
function request(changes: Partial<LaunchRequest> = {}): LaunchRequest {
  const sweepFolder = sweepFolderIn(temporaryFolder());
  for (const point of points) writeStatus(sweepFolder, point, { status: "finished", reason: null, epochs: 1 });
  return {
    sweepFolder,
    manifest: { working_folder: "../../..", points } as unknown as SweepManifest,
    points: [],
    total: points.length,
    command: [process.execPath, "-e", "0"],
    output: { write: () => true },
    stop: new AbortController().signal,
    ...changes,
  };
}
const wasStarted = ({ sweepFolder }: LaunchRequest, number: number) =>
  existsSync(join(sweepFolder, `logs/job${number}.log`));
const launcher = new LocalLauncher({ kind: "local", n_jobs: 1, retries: 0 }, 2);

test("points that a search makes are run one after another, until there is none", async () => {
  const [ended, made] = [[] as number[], [...points.slice(1)]];
  const asked = request({
    points: points.slice(0, 1),
    more: async () => made.shift(),
    onEnd: async ({ number }) => void ended.push(number),
  });
  expect(await launcher.launch(asked)).toEqual({ failed: [] });
  expect(ended).toEqual([0, 1, 2]);
});

test("a point that a search makes while the sweep is stopped is not started", async () => {
  const stop = new AbortController();
  const asked = request({
    stop: stop.signal,
    more: async () => {
      stop.abort("SIGTERM");
      return points[1];
    },
  });
  await launcher.launch(asked);
  expect(wasStarted(asked, 1)).toBe(false);
});

test("where a point's end cannot be noted, no further point is started, and that is the error", async () => {
  const asked = request({ points, onEnd: () => Promise.reject(new Error("no such scalar")) });
  await expect(launcher.launch(asked)).rejects.toThrow("no such scalar");
  expect([0, 1, 2].map((number) => wasStarted(asked, number))).toEqual([true, false, false]);
});
