/** @file The command line of a sweep, composed on the project's own configs. */
import { join } from "node:path";
import { type Composition, composeConfig, resolvedContent, toPlain } from "#config";
import { openSweeper, type Sweeper } from "#hpc";

const configs = join(import.meta.dirname, "../../../configs");

export function composeSweep(...overrides: readonly string[]): Composition {
  const folders = [{ provider: "main", path: configs }];
  const hydraDefaults = { sweeper: "grid" };
  return composeConfig({ folders, configName: "config", overrides, hydraDefaults, jobName: "test", mode: "multirun" });
}

export function sweeperOf(sweep: Composition): Sweeper | undefined {
  return openSweeper(toPlain(resolvedContent(sweep.hydra.get("sweeper")!, sweep.context)) as never, sweep);
}

/** What the sweeper of the command line makes of it, each point as one text. */
export function pointsOfCommand(...overrides: readonly string[]): readonly string[] {
  const sweep = composeSweep(...overrides);
  return sweeperOf(sweep)!
    .plan(sweep)
    .points.map((point) => point.join(" "));
}
