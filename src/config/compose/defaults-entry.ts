/**
 * @file One entry of a defaults list: a config by its path, or an option of a group; and what it comes to once it is
 * known where the list stands. (Hydra: `ConfigDefault`, `GroupDefault`.)
 */
import { FixableError } from "#utils/fixable-error.ts";
import type { Origin } from "../tree/origin.ts";
import { whereOf } from "../tree/origin.ts";

interface EntryParts {
  readonly package?: string | undefined;
  readonly optional?: boolean;
  readonly origin: Origin;
}

abstract class BaseEntry {
  package: string | undefined;
  readonly optional: boolean;
  readonly origin: Origin;
  primary = false;
  deleted = false;
  parentFolder: string | undefined;
  parentPackage: string | undefined;
  #packageHeader: string | undefined;

  constructor(parts: EntryParts) {
    this.package = parts.package === "_here_" ? "" : parts.package;
    this.optional = parts.optional ?? false;
    this.origin = parts.origin;
  }

  /** `db/mysql`: where the config is found. */
  abstract get configPath(): string;
  /** `db` */
  abstract get groupPath(): string;
  /** The name of the config in its group; null for `group: null`. */
  abstract get name(): string | null;
  abstract get relativeGroup(): string;

  get where(): string | undefined {
    return whereOf(this.origin);
  }

  /** Tells the entry which folder and package its list belongs to. */
  placeBelow(folder: string, target: string): void {
    this.parentFolder = folder;
    this.parentPackage = target;
    if (this.package?.includes("_group_")) {
      this.package = `_global_.${this.package.replaceAll("_group_", this.defaultPackage)}`;
    }
  }

  /** A header is always absolute. */
  set packageHeader(header: string | undefined) {
    if (header === undefined) return;
    const isGlobal = header === "_global_" || header.startsWith("_global_.");
    this.#packageHeader = isGlobal ? header : header === "" ? "_global_" : `_global_.${header}`;
  }

  get defaultPackage(): string {
    return this.groupPath.replaceAll("/", ".");
  }

  /** The package as the entry or, failing that, the file's header says it. */
  ownPackage(useHeader = true): string | undefined {
    return this.package ?? (useHeader ? this.#packageHeader : undefined);
  }

  /** Where the config's content goes, as a dotted path from the root. */
  finalPackage(useHeader = true): string {
    const own = this.ownPackage(useHeader) ?? this.relativeGroup.replaceAll("/", ".");
    const parent = this.parentPackage ?? "";
    const joined = parent === "" ? own : own === "" ? parent : `${parent}.${own}`;
    const globalAt = joined.lastIndexOf("_global_");
    return globalAt < 0 ? joined : joined.slice(globalAt + "_global_".length + 1);
  }

  /** What an override must say to mean this entry: `db`, or `db@target`. */
  get overrideKey(): string {
    const target = this.finalPackage(false);
    return target === this.defaultPackage ? this.groupPath : `${this.groupPath}@${target === "" ? "_global_" : target}`;
  }

  get isMissing(): boolean {
    return this.name === "???";
  }
}

const withoutSlash = (path: string): string => (path.startsWith("/") ? path.slice(1) : path);
const folderOf = (path: string): string => (path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "");
const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== "").join("/");

/** `- model/base`, `- _self_`, `- /db/mysql@target` */
export class ConfigEntry extends BaseEntry {
  readonly kind = "config";
  path: string;

  constructor(parts: EntryParts & { readonly path: string }) {
    super(parts);
    this.path = parts.path;
    if (this.isSelf && this.package !== undefined) {
      throw new FixableError({
        code: "config/bad-defaults-list",
        problem: "_self_ cannot be put into a package",
        where: whereOf(parts.origin),
        fix: "_self_",
      });
    }
  }

  get isSelf(): boolean {
    return this.path === "_self_";
  }

  get isOverride(): boolean {
    return false;
  }

  get isAppended(): boolean {
    return false;
  }

  get name(): string {
    return this.path.slice(this.path.lastIndexOf("/") + 1);
  }

  get groupPath(): string {
    const group = folderOf(withoutSlash(this.path));
    return this.path.startsWith("/") ? group : joined(this.parentFolder ?? "", group);
  }

  get configPath(): string {
    const path = withoutSlash(this.path);
    if (this.path.startsWith("/") || !this.parentFolder) return path;
    return `${this.parentFolder}/${path}`;
  }

  get relativeGroup(): string {
    return folderOf(withoutSlash(this.path));
  }

  get isInterpolation(): boolean {
    return this.configPath.includes("${");
  }

  copy(): ConfigEntry {
    return new ConfigEntry({ path: this.path, package: this.package, optional: this.optional, origin: this.origin });
  }
}

/** `- db: mysql`, `- override /db@target: [a, b]`, `- optional db: null` */
export class GroupEntry extends BaseEntry {
  readonly kind = "group";
  readonly group: string;
  value: string | readonly string[] | null;
  readonly isOverride: boolean;
  /** Comes from `+group=option` on the command line. */
  readonly isAppended: boolean;

  constructor(
    parts: EntryParts & {
      readonly group: string;
      readonly value: string | readonly string[] | null;
      readonly isOverride?: boolean;
      readonly isAppended?: boolean;
    },
  ) {
    super(parts);
    this.group = parts.group;
    this.value = parts.value;
    this.isOverride = parts.isOverride ?? false;
    this.isAppended = parts.isAppended ?? false;
    if (this.group === "") {
      throw new FixableError({
        code: "config/bad-defaults-list",
        problem: "an entry of the defaults list names no group",
        where: whereOf(parts.origin),
      });
    }
  }

  get isSelf(): boolean {
    return this.value === "_self_";
  }

  get name(): string | null {
    return typeof this.value === "string" ? this.value : null;
  }

  get options(): readonly string[] | undefined {
    return Array.isArray(this.value) ? this.value : undefined;
  }

  get groupPath(): string {
    const group = withoutSlash(this.group);
    return this.group.startsWith("/") || !this.parentFolder ? group : `${this.parentFolder}/${group}`;
  }

  get configPath(): string {
    return `${this.groupPath}/${this.name ?? "None"}`;
  }

  get relativeGroup(): string {
    return withoutSlash(this.group);
  }

  get isInterpolation(): boolean {
    return this.name?.includes("${") ?? false;
  }

  copy(): GroupEntry {
    const { group, value, package: target, optional, isOverride, isAppended, origin } = this;
    return new GroupEntry({ group, value, package: target, optional, isOverride, isAppended, origin });
  }
}

export type DefaultsEntry = ConfigEntry | GroupEntry;

/** Stands above the primary config and Hydra's own. */
export const ROOT = "<root>";
