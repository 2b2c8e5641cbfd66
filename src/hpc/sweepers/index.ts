/** @file Every sweeper there is. To add one: write its file, then its line here. */
import { type Composition, checkConfig, chooseOption, type PlainConfig } from "#config";
import type { Schema } from "#config/schema";
import { GridSweeper, gridConfig } from "./grid.ts";
import { RandomSweeper, randomConfig } from "./random.ts";
import type { Sweeper } from "./sweeper.ts";
import { TpeSweeper, tpeConfig } from "./tpe.ts";

export const sweepers = {
  grid: { config: gridConfig, build: GridSweeper },
  random: { config: randomConfig, build: RandomSweeper },
  tpe: { config: tpeConfig, build: TpeSweeper },
} satisfies Record<string, SweeperEntry>;

export type SweeperKind = keyof typeof sweepers;
export type { Sweeper } from "./sweeper.ts";

interface SweeperEntry {
  readonly config: Schema;
  readonly build: new (config: never) => Sweeper;
}

/**
 * @param config `hydra.sweeper`
 * @returns undefined for Hydra's basic sweeper
 * @throws FixableError `config/unknown-option`, `config/wrong-type` and the like
 */
export function openSweeper(config: PlainConfig, sweep: Composition): Sweeper | undefined {
  if (config["kind"] === undefined && config["_target_"] !== undefined) return undefined;
  const kind = String(config["kind"]);
  const entry: SweeperEntry = chooseOption("hydra/sweeper", sweepers, kind, "hydra.sweeper.kind");
  return new entry.build(checkConfig(entry.config, config, sweep, ["hydra", "sweeper"]) as never);
}
