/** @file How the local launcher shares a machine out to points. */
import { expect, test } from "vitest";
import { LocalLauncher } from "../../src/hpc/launchers/local.ts";

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
