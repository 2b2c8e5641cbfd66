/** @file The config that a run wrote down when it began, composed again: it means now what it meant then. */
import { checkConfig, composeConfig, resolvedJob, toPlain } from "#config";
import type { Infer, Schema } from "#config/schema";
import { runPaths } from "#utils/paths.ts";

/**
 * @param schema of what is wanted: whoever only reads a run asks for less than who goes on with it
 * @throws FixableError `config/…` where the snapshot is not what this version understands
 */
export function storedConfig<S extends Schema>(runFolder: string, schema: S): Infer<S> {
  const composition = composeConfig({
    folders: [{ provider: "main", path: runPaths(runFolder).hydra }],
    configName: "config",
    overrides: [],
    jobName: "thesis-train",
  });
  return checkConfig(schema, toPlain(resolvedJob(composition)), composition);
}
