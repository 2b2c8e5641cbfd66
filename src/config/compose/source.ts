/** @file Places that config files come from: folders, Hydra's own files, Hydra's own types. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { FixableError } from "#utils/fixable-error.ts";
import { structNode } from "../tree/assign.ts";
import { nodeFromYaml } from "../tree/from-yaml.ts";
import type { StructType } from "../tree/hint.ts";
import { type Container, DictNode, isContainer, ValueNode } from "../tree/node.ts";
import type { Origin } from "../tree/origin.ts";
import { readYaml, type YamlValue } from "../yaml/read.ts";
import { builtInConfigs } from "./built-in.ts";
import { packageHeader } from "./header.ts";
import { hydraStruct, launcherStruct, sweeperStruct } from "./hydra-schema.ts";

export interface LoadedFile {
  readonly config: Container;
  /** What `# @package` says. */
  readonly packageHeader: string | undefined;
  /** For messages. */
  readonly file: string;
}

export interface ConfigSource {
  /** Who put it on the search path: `hydra`, `main`, `command-line`, … */
  readonly provider: string;
  readonly scheme: string;
  readonly path: string;
  isAvailable(): boolean;
  /** @param path without extension, or with `.yaml` */
  isConfig(path: string): boolean;
  isGroup(path: string): boolean;
  load(path: string): LoadedFile;
  /** Names of configs (without extension) or of groups directly in a group. */
  list(group: string, kind: "config" | "group"): readonly string[];
}

const withExtension = (path: string): string => (path.endsWith(".yaml") ? path : `${path}.yaml`);
const withoutExtension = (name: string): string => (name.includes(".") ? name.slice(0, name.lastIndexOf(".")) : name);

/** A folder on disk; what was looked up once is remembered. */
export class FolderSource implements ConfigSource {
  readonly scheme = "file";
  readonly provider: string;
  readonly path: string;
  readonly #kinds = new Map<string, "config" | "group" | undefined>();

  constructor(provider: string, path: string) {
    this.provider = provider;
    this.path = path.replace(/^file:\/\//, "");
  }

  isAvailable(): boolean {
    return this.isGroup("");
  }

  isConfig(path: string): boolean {
    return this.#kindOf(withExtension(path)) === "config";
  }

  isGroup(path: string): boolean {
    return this.#kindOf(path) === "group";
  }

  load(path: string): LoadedFile {
    const file = this.#locate(withExtension(path));
    return parseConfig(readText(file), file);
  }

  list(group: string, kind: "config" | "group"): readonly string[] {
    const names = readdirSync(this.#locate(group)).map((name) => {
      const path = group === "" ? name : `${group}/${name}`;
      if (kind === "group") return this.isGroup(path) && name !== "__pycache__" ? name : undefined;
      return this.isConfig(path) ? withoutExtension(name) : undefined;
    });
    return [...new Set(names.filter((name) => name !== undefined))].sort();
  }

  #locate(path: string): string {
    return isAbsolute(path) ? path : join(resolve(this.path), path);
  }

  #kindOf(path: string): "config" | "group" | undefined {
    if (!this.#kinds.has(path)) {
      const stat = statSync(this.#locate(path), { throwIfNoEntry: false });
      this.#kinds.set(path, stat?.isFile() ? "config" : stat?.isDirectory() ? "group" : undefined);
    }
    return this.#kinds.get(path);
  }
}

function readText(file: string): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
    // as Python opens text files
    return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  } catch (cause) {
    const isEncoding = cause instanceof TypeError;
    throw new FixableError({
      code: "config/unreadable-file",
      problem: isEncoding
        ? "the file is not UTF-8"
        : `the file cannot be read (${(cause as NodeJS.ErrnoException).code})`,
      where: file,
      cause,
    });
  }
}

function parseConfig(text: string, file: string, value = readYaml(text, file)): LoadedFile {
  const header = packageHeader(text, file);
  const origin: Origin = { kind: "file", file, line: 1, column: 1 };
  if (value === undefined) return { config: new DictNode(origin), packageHeader: header, file };
  const config = nodeFromYaml(value, file);
  if (isContainer(config)) return { config, packageHeader: header, file };
  const { value: scalar } = config as ValueNode;
  if (typeof scalar !== "string") {
    throw new FixableError({
      code: "config/bad-yaml",
      problem: "a config is a mapping of keys to values, and this file holds a single value",
      where: file,
    });
  }
  // OmegaConf reads a lone word as a key without a value
  const dict = new DictNode(origin);
  dict.put(scalar, new ValueNode(null, origin));
  return { config: dict, packageHeader: header, file };
}

const builtInOrigin: Origin = { kind: "built-in" };

const builtInValues = new Map<string, YamlValue | undefined>();

/** Hydra's own files. */
export class BuiltInSource implements ConfigSource {
  readonly provider = "hydra";
  readonly scheme = "pkg";
  readonly path = "hydra.conf";

  isAvailable(): boolean {
    return true;
  }

  isConfig(path: string): boolean {
    return Object.hasOwn(builtInConfigs, path.replace(/\.yaml$/, ""));
  }

  isGroup(path: string): boolean {
    return path === "" || Object.keys(builtInConfigs).some((name) => name.startsWith(`${path}/`));
  }

  load(path: string): LoadedFile {
    const name = path.replace(/\.yaml$/, "");
    const [text, file] = [builtInConfigs[name]!, `hydra.conf/${name}.yaml`];
    // these never change, so each is read once
    if (!builtInValues.has(name)) builtInValues.set(name, readYaml(text, file));
    return parseConfig(text, file, builtInValues.get(name));
  }

  list(group: string, kind: "config" | "group"): readonly string[] {
    return listNames(Object.keys(builtInConfigs), group, kind);
  }
}

const structs: Readonly<Record<string, StructType>> = {
  "hydra/config": hydraStruct,
  "hydra/launcher/basic": launcherStruct,
  "hydra/sweeper/basic": sweeperStruct,
};

/** Hydra's own types; always last on the search path. */
export class StructSource implements ConfigSource {
  readonly provider = "schema";
  readonly scheme = "structured";
  readonly path = "";

  isAvailable(): boolean {
    return true;
  }

  isConfig(path: string): boolean {
    const name = path.replace(/\.yaml$/, "");
    return Object.hasOwn(structs, name) || name === EMPTY_CONFIG;
  }

  isGroup(path: string): boolean {
    return path === "" || Object.keys(structs).some((name) => name.startsWith(`${path}/`));
  }

  load(path: string): LoadedFile {
    const struct = structs[path.replace(/\.yaml$/, "")];
    const config = struct ? structNode(struct, builtInOrigin) : new DictNode(builtInOrigin);
    return { config, packageHeader: undefined, file: path };
  }

  list(group: string, kind: "config" | "group"): readonly string[] {
    return listNames(Object.keys(structs), group, kind);
  }
}

/** Stands in for the primary config where there is none. */
export const EMPTY_CONFIG = "_dummy_empty_config_";

function listNames(paths: readonly string[], group: string, kind: "config" | "group"): string[] {
  const prefix = group === "" ? "" : `${group}/`;
  const below = paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length).split("/"));
  const wanted = below.filter((parts) => (kind === "config" ? parts.length === 1 : parts.length > 1));
  return [...new Set(wanted.map((parts) => parts[0]!))].sort();
}

/** @throws FixableError `config/bad-search-path` for a scheme that has no meaning here */
export function openSource(provider: string, path: string): ConfigSource {
  const [, scheme] = /^([^:]*):\/\//.exec(path) ?? [];
  if (scheme === undefined || scheme === "file") return new FolderSource(provider, path);
  if (path === "pkg://hydra.conf") return new BuiltInSource();
  if (scheme === "structured") return new StructSource();
  throw new FixableError({
    code: "config/bad-search-path",
    problem: `the search path holds ${path}, and only folders can be searched`,
    where: provider,
  });
}
