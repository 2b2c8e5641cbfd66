/** @file The config snapshot of a run of any age: what was set, read without asking the machine that reads it. */
import { createHash } from "node:crypto";
import { readYaml, type YamlValue } from "#config";
import { textOrNull } from "#utils/file-text.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { runPaths } from "#utils/paths.ts";
import { type ConfigValue, parseBlockYaml } from "./block-yaml.ts";
import { snapshotPaths } from "./run-folder.ts";

/** Interpolations that lead to another key are followed; others (environment, time of the run) cannot be known here. */
export class Snapshot {
  readonly #text: string;
  readonly #path: string;
  #root: ConfigValue | undefined;
  #problem: string | null = null;

  constructor(path: string, text: string) {
    this.#path = path;
    this.#text = text.replace(/\r\n?/g, "\n");
  }

  /** SHA-1 of the text, line ends made LF. */
  get sha1(): string {
    return createHash("sha1").update(this.#text).digest("hex");
  }

  /** Why nothing can be found in it; null for good YAML. */
  get problem(): string | null {
    this.#parse();
    return this.#problem;
  }

  get root(): ConfigValue {
    return this.#parse();
  }

  /** What stands at a dotted key, interpolations as they were written. */
  raw(key: string): ConfigValue | undefined {
    let value: ConfigValue | undefined = this.#parse();
    for (const piece of key.split(".")) {
      value = isDict(value) && Object.hasOwn(value, piece) ? value[piece] : undefined;
    }
    return value;
  }

  /** @returns undefined where nothing stands, and where an interpolation leads to nothing that can be known */
  get(key: string): ConfigValue | undefined {
    return this.#resolved(this.raw(key), 0);
  }

  /** The same with everything inside of it looked up; what cannot be known is left out. */
  whole(key: string): ConfigValue | undefined {
    const value = this.get(key);
    if (!isDict(value)) return value;
    const entries = Object.keys(value).map((name) => [name, this.whole(`${key}.${name}`)] as const);
    return Object.fromEntries(entries.filter((entry): entry is [string, ConfigValue] => entry[1] !== undefined));
  }

  #resolved(value: ConfigValue | undefined, depth: number): ConfigValue | undefined {
    if (typeof value !== "string" || !value.includes("${") || depth > 20) {
      return typeof value === "string" && value.includes("${") ? undefined : value;
    }
    const whole = /^\$\{([\w./-]+)\}$/.exec(value)?.[1];
    if (whole !== undefined) return this.#resolved(this.raw(whole), depth + 1);
    let known = true;
    const text = value.replace(/\$\{([\w./-]+)\}/g, (_, key: string) => {
      const found = this.#resolved(this.raw(key), depth + 1);
      if (found === undefined || found === null || typeof found === "object") known = false;
      return String(found);
    });
    return known && !text.includes("${") ? text : undefined;
  }

  #parse(): ConfigValue {
    if (this.#root !== undefined) return this.#root;
    this.#root = parseBlockYaml(this.#text) ?? null;
    if (this.#root !== null) return this.#root;
    try {
      const whole = readYaml(this.#text, this.#path);
      if (whole !== undefined) this.#root = plainOf(whole);
    } catch (error) {
      if (!(error instanceof FixableError)) throw error;
      this.#problem = error.message.split("\n")[0]!;
    }
    return this.#root;
  }
}

/** The first of the files that is there. */
export function readSnapshot(paths: readonly string[]): Snapshot | null {
  for (const path of paths) {
    const text = textOrNull(path);
    if (text !== null) return new Snapshot(path, text);
  }
  return null;
}

/** The snapshot of a run of any age; null where it has none. */
export const openSnapshot = (runDir: string): Snapshot | null => readSnapshot(snapshotPaths(runPaths(runDir)));

export function isDict(value: ConfigValue | undefined): value is { readonly [key: string]: ConfigValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function plainOf(value: YamlValue): ConfigValue {
  if (value.kind === "list") return value.items.map(plainOf);
  if (value.kind === "dict") {
    return Object.fromEntries(value.entries.map(({ key, value: item }) => [String(key), plainOf(item)]));
  }
  const { value: scalar } = value;
  if (typeof scalar === "bigint") return Number(scalar);
  return scalar === null || ["string", "number", "boolean"].includes(typeof scalar)
    ? (scalar as string | number | boolean | null)
    : String(scalar);
}
