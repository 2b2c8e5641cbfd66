/** @file A point of a sweep as its manifest keeps it: resolved, with its number of threads, so that it means the same whenever it is run. */
import { frozenYaml, type Job, resolvedContent, select, toPlain, toYaml, writeYaml } from "#config";
import type { Launcher } from "./launchers/launcher.ts";
import type { FrozenPoint } from "./manifest.ts";

/** Points claim their folders before they are frozen. @param points how many there will be, which the cores are shared out to */
export function freezing(launcher: Launcher, points: number): (job: Job) => FrozenPoint {
  const threads = launcher.threads(points);
  return (job) => frozenPoint(job, threads);
}

function frozenPoint({ num, composition, config, overrides, runFolder }: Job, threads: number): FrozenPoint {
  const changes = config["threads"] === "auto" ? { threads: BigInt(threads) } : {};
  const environment = select(composition.hydra, "job.env_set", composition.context);
  return {
    number: num ?? 0,
    overrides: overrides.task,
    run: runFolder,
    environment: environment
      ? (toPlain(resolvedContent(environment, composition.context)) as Record<string, string>)
      : {},
    files: {
      "config.yaml": frozenYaml(composition, changes),
      "hydra.yaml": toYaml(composition, { part: "hydra" }),
      "overrides.yaml": writeYaml(overrides.task),
    },
  };
}
