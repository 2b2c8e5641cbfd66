/** @file The types of Hydra's own node, `hydra`: what `hydra.*` may hold. */
import { type Plain, PlainDict } from "../python/value.ts";
import { any, type Hint, type StructField, type StructType } from "../tree/hint.ts";

export const HYDRA_VERSION = "1.3.5";
export const VERSION_BASE = "1.3";

const str: Hint = { kind: "str", optional: false };
const optionalStr: Hint = { kind: "str", optional: true };
const listOf = (element: Hint): Hint => ({ kind: "list", element, optional: false });
const dictOf = (element: Hint, optional = false): Hint => ({ kind: "dict", element, optional });
const struct = (name: string, fields: Record<string, StructField>): StructField => ({
  hint: { kind: "struct", struct: { name, fields }, optional: false },
});
const field = (hint: Hint, value?: Plain): StructField => (value === undefined ? { hint } : { hint, default: value });
const empty = new PlainDict();

const runMode: Hint = { kind: "enum", name: "RunMode", members: ["RUN", "MULTIRUN"], optional: true };

export const hydraStruct: StructType = {
  name: "HydraConf",
  fields: {
    defaults: field(listOf(any), []),
    mode: field(runMode, null),
    searchpath: field(listOf(str), []),
    run: struct("RunDir", { dir: field(str) }),
    sweep: struct("SweepDir", { dir: field(str), subdir: field(str) }),
    hydra_logging: field(dictOf(any)),
    job_logging: field(dictOf(any)),
    sweeper: field(any),
    launcher: field(any),
    callbacks: field(dictOf(any), empty),
    help: struct("HelpConf", { app_name: field(str), header: field(str), footer: field(str), template: field(str) }),
    hydra_help: struct("HydraHelpConf", { hydra_help: field(str), template: field(str) }),
    output_subdir: field(optionalStr, ".hydra"),
    overrides: struct("OverridesConf", { hydra: field(listOf(str), []), task: field(listOf(str), []) }),
    job: struct("JobConf", {
      name: field(str),
      chdir: field({ kind: "bool", optional: true }, null),
      override_dirname: field(str),
      id: field(str),
      num: field({ kind: "int", optional: false }),
      config_name: field(optionalStr),
      env_set: field(dictOf(str), empty),
      env_copy: field(listOf(str), []),
      config: struct("JobConfig", {
        override_dirname: struct("OverrideDirname", {
          kv_sep: field(str, "="),
          item_sep: field(str, ","),
          exclude_keys: field(listOf(str), []),
        }),
      }),
    }),
    runtime: struct("RuntimeConf", {
      version: field(str),
      version_base: field(str),
      cwd: field(str),
      config_sources: field(listOf(any)),
      output_dir: field(str),
      choices: field(dictOf(any), empty),
    }),
    verbose: field(any, false),
  },
};

export const launcherStruct: StructType = {
  name: "BasicLauncherConf",
  fields: { _target_: field(str, "hydra._internal.core_plugins.basic_launcher.BasicLauncher") },
};

export const sweeperStruct: StructType = {
  name: "BasicSweeperConf",
  fields: {
    _target_: field(str, "hydra._internal.core_plugins.basic_sweeper.BasicSweeper"),
    max_batch_size: field({ kind: "int", optional: true }, null),
    params: field(dictOf(str, true), null),
  },
};

/** The defaults list of the built-in config `hydra/config`. */
export const hydraDefaults: readonly (readonly [group: string, option: string | null])[] = [
  ["output", "default"],
  ["launcher", "basic"],
  ["sweeper", "basic"],
  ["help", "default"],
  ["hydra_help", "default"],
  ["hydra_logging", "default"],
  ["job_logging", "default"],
  ["callbacks", null],
  ["env", "default"],
];
