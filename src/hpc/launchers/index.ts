/** @file Every launcher there is. To add one: write its file, then its line here. */
import { type Composition, checkConfig, chooseOption, type PlainConfig } from "#config";
import type { Schema } from "#config/schema";
import { FixableError } from "#utils/fixable-error.ts";
import { HtcondorLauncher, htcondorConfig } from "./htcondor.ts";
import type { Launcher } from "./launcher.ts";
import { LocalLauncher, localConfig } from "./local.ts";
import { SlurmLauncher, slurmConfig } from "./slurm.ts";

export const launchers = {
  local: { config: localConfig, build: LocalLauncher },
  htcondor: { config: htcondorConfig, build: HtcondorLauncher },
  slurm: { config: slurmConfig, build: SlurmLauncher },
} satisfies Record<string, LauncherEntry>;

export type LauncherKind = keyof typeof launchers;
export type { FailedPoint, Launcher, LaunchRequest, LaunchResult } from "./launcher.ts";
export { LocalLauncher } from "./local.ts";

interface LauncherEntry {
  readonly config: Schema;
  readonly build: new (config: never) => Launcher;
}

/**
 * @param config `hydra.launcher`
 * @returns undefined for Hydra's basic launcher
 * @throws FixableError `config/unknown-option`, `config/wrong-type` and the like
 */
export function openLauncher(config: PlainConfig, sweep: Composition): Launcher | undefined {
  if (config["kind"] === undefined && config["_target_"] !== undefined) return undefined;
  const { schema, build } = entryOf(config);
  return new build(checkConfig(schema, config, sweep, ["hydra", "launcher"]) as never);
}

/** For a sweep that is resumed. @throws FixableError `config/unknown-option`, `hpc/bad-manifest` */
export function reopenLauncher(config: Readonly<Record<string, unknown>>, where: string): Launcher {
  const { schema, build } = entryOf(config);
  const result = schema.safeParse(config);
  if (result.success) return new build(result.data as never);
  throw new FixableError({
    code: "hpc/bad-manifest",
    problem: `its launcher is wrong: ${result.error.message}`,
    where,
  });
}

function entryOf(config: Readonly<Record<string, unknown>>): {
  readonly schema: Schema;
  readonly build: LauncherEntry["build"];
} {
  const entry: LauncherEntry = chooseOption("hydra/launcher", launchers, String(config["kind"]), "hydra.launcher.kind");
  return { schema: entry.config, build: entry.build };
}
