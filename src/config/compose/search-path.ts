/** @file The search path: Hydra's own files, the application's folder, `--config-dir`, `hydra.searchpath`, types. */
import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { shellWord } from "#utils/shell-word.ts";
import type { ResolveContext } from "../interpolation/context.ts";
import { keyElement, type Override, plainValue } from "../overrides/override.ts";
import { type Plain, pythonStr } from "../python/value.ts";
import { plainOf } from "../tree/assign.ts";
import { resolvedContent } from "../tree/content.ts";
import { DictNode, ListNode } from "../tree/node.ts";
import { whereOf } from "../tree/origin.ts";
import { select } from "../tree/select.ts";
import type { Repository } from "./repository.ts";
import { BuiltInSource, type ConfigSource, FolderSource, openSource, StructSource } from "./source.ts";

export interface SearchedFolder {
  /** `main` for the application's own. */
  readonly provider: string;
  readonly path: string;
}

export function sourcesOf(folders: readonly SearchedFolder[]): ConfigSource[] {
  const opened = folders.map(({ provider, path }) => new FolderSource(provider, path));
  return [new BuiltInSource(), ...opened, new StructSource()];
}

/** @throws FixableError `config/no-config-folder` */
export function ensureMainFolder(sources: readonly ConfigSource[]): void {
  for (const { provider, path } of sources) {
    if (provider !== "main" || statSync(path, { throwIfNoEntry: false })?.isDirectory()) continue;
    throw new FixableError({
      code: "config/no-config-folder",
      problem: `the config folder ${path} does not exist or cannot be read`,
      fix: nearestFolders(path).map((near) => `--config-path ${shellWord(near)}`),
    });
  }
}

/** Folders beside one that is not there, of nearly its name. */
export function nearestFolders(path: string): readonly string[] {
  const parent = dirname(path);
  if (!statSync(parent, { throwIfNoEntry: false })?.isDirectory()) return [];
  const names = readdirSync(parent, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return closestWords(
    basename(path),
    names.map(({ name }) => name),
  ).map((name) => join(parent, name));
}

/**
 * Adds what the primary config or the command line says of `hydra.searchpath`.
 *
 * @returns a warning for each folder that is not there
 * @throws FixableError `config/bad-search-path`
 */
export function extendSearchPath(
  repository: Repository,
  configName: string | null,
  overrides: readonly Override[],
  context: ResolveContext,
): string[] {
  const primary = configName === null ? undefined : repository.load(configName)?.config;
  if (primary !== undefined && !(primary instanceof DictNode)) {
    throw new FixableError({
      code: "config/bad-yaml",
      problem: "the primary config must be a mapping, not a list",
      where: whereOf(primary.origin),
    });
  }
  const override = overrides.find((candidate) => keyElement(candidate) === "hydra.searchpath");
  const inFile = primary && select(primary, "hydra.searchpath", context);
  let given: Plain | undefined;
  if (override && override.value !== null) given = plainValue(override);
  else if (inFile && !inFile.isNone)
    given = inFile instanceof ListNode ? resolvedContent(inFile, context) : plainOf(inFile);
  if (given === undefined) return [];
  if (!Array.isArray(given) || !given.every((path) => typeof path === "string")) {
    throw new FixableError({
      code: "config/bad-search-path",
      problem: `hydra.searchpath must be a list of texts, not ${pythonStr(given)}`,
      where: override ? `override ${override.text}` : whereOf(inFile!.origin),
      fix: typeof given === "string" ? shellWord(`hydra.searchpath=[${given}]`) : [],
    });
  }
  const provider = `hydra.searchpath in ${override ? "command-line" : "main"}`;
  const added = (given as string[]).map((path) => openSource(provider, path));
  repository.sources = [...repository.sources.slice(0, -1), ...added, repository.sources.at(-1)!];
  return repository.sources
    .filter((source) => !source.isAvailable())
    .map((source) => `provider=${source.provider}, path=${source.path} is not available.`);
}
