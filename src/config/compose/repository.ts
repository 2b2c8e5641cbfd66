/** @file The search path as one: the first source that has a config wins; what is loaded once is kept. */
import { DictNode, type Node } from "../tree/node.ts";
import type { DefaultsEntry } from "./defaults-entry.ts";
import { type HydraDefaults, hydraEntries, takeDefaults } from "./defaults-reader.ts";
import type { ConfigSource, LoadedFile } from "./source.ts";

export interface LoadedConfig extends LoadedFile {
  readonly defaults: readonly DefaultsEntry[];
  readonly source: ConfigSource;
}

export class Repository {
  sources: readonly ConfigSource[];
  readonly #cache = new Map<string, LoadedConfig | undefined>();
  readonly #resolve: (node: Node) => Node;
  readonly #hydraDefaults: HydraDefaults;

  /** @param resolve follows an interpolation in the place of a defaults list */
  constructor(sources: readonly ConfigSource[], resolve: (node: Node) => Node, hydraDefaults: HydraDefaults = {}) {
    this.sources = sources;
    this.#resolve = resolve;
    this.#hydraDefaults = hydraDefaults;
  }

  /** undefined where no source has it. @throws FixableError where the file cannot be read as a config */
  load(path: string): LoadedConfig | undefined {
    if (!this.#cache.has(path)) this.#cache.set(path, this.#loadNew(path));
    return this.#cache.get(path);
  }

  hasConfig(path: string): boolean {
    return this.sources.some((source) => source.isConfig(path));
  }

  hasGroup(path: string): boolean {
    return this.sources.some((source) => source.isGroup(path));
  }

  /** Names of a group's configs or groups, sorted, over all sources. */
  list(group: string, kind: "config" | "group" = "config"): string[] {
    const names = this.sources.filter((source) => source.isGroup(group)).flatMap((source) => source.list(group, kind));
    return [...new Set(names)].sort();
  }

  /** Every group there is, `model`, `model/encoder`, …; only those that hold configs, unless asked for all. */
  groups(parent = ""): string[] {
    return this.list(parent, "group").flatMap((name) => {
      const path = parent === "" ? name : `${parent}/${name}`;
      const own = this.list(path).length > 0 ? [path] : [];
      return [...own, ...this.groups(path)];
    });
  }

  /** Those that this search path has: `--config-path` may lead elsewhere. */
  #ownDefaults(): HydraDefaults {
    const entries = Object.entries(this.#hydraDefaults);
    return Object.fromEntries(entries.filter(([group, option]) => this.hasConfig(`hydra/${group}/${option}`)));
  }

  #loadNew(path: string): LoadedConfig | undefined {
    const source = this.sources.find((candidate) => candidate.isConfig(path));
    if (source === undefined) return undefined;
    const loaded = source.load(path);
    if (!(loaded.config instanceof DictNode)) return { ...loaded, defaults: [], source };
    const isHydraRoot = source.scheme === "structured" && /^hydra\/config(\.yaml)?$/.test(path);
    const defaults = isHydraRoot ? hydraEntries(this.#ownDefaults()) : takeDefaults(loaded.config, this.#resolve);
    return { ...loaded, defaults, source };
  }
}
