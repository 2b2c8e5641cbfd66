/** @file What the command line and `override` entries choose for groups, and whether each choice was of use. */

import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { shellWord } from "#utils/shell-word.ts";
import { isDictValue, isSweepOverride, keyElement, type Override, plainValue } from "../overrides/override.ts";
import { type DefaultsEntry, GroupEntry } from "./defaults-entry.ts";
import type { Repository } from "./repository.ts";

type Choice = string | readonly string[] | null;

interface Chosen {
  readonly value: Choice;
  /** The override on the command line; undefined for an `override` entry of a file. */
  readonly override: Override | undefined;
  /** The config whose defaults list holds the `override` entry. */
  readonly file: string | undefined;
  readonly where: string | undefined;
  used: boolean;
}

interface Deletion {
  readonly option: string | null;
  readonly override: Override;
  used: boolean;
}

export class GroupChoices {
  readonly #chosen = new Map<string, Chosen>();
  readonly #deletions = new Map<string, Deletion>();
  readonly #keysOfGroup = new Map<string, Set<string>>();
  /** `+group=option`: appended to the primary config's list. */
  readonly appended: GroupEntry[] = [];
  /** The overrides that are about values. */
  readonly valueOverrides: Override[] = [];
  /** Override key → option, in the order in which the list is walked: from its end. */
  readonly known = new Map<string, string | null>();

  /** @throws FixableError `config/bad-override` */
  constructor(repository: Repository, overrides: readonly Override[]) {
    for (const override of overrides) {
      if (!isSweepOverride(override)) this.#sort(repository, override);
    }
  }

  #sort(repository: Repository, override: Override): void {
    if (isDictValue(override) || !repository.hasGroup(override.key)) {
      this.valueOverrides.push(override);
      return;
    }
    if (override.kind === "force-add") {
      throw bad(override, `++ cannot add a group; ${override.key} is one`, override.text.slice(2));
    }
    const value = override.valueKind === undefined ? null : plainValue(override);
    if (override.kind === "delete") {
      if (value !== null && typeof value !== "string") throw bad(override, "the option of a group must be text");
      this.#deletions.set(keyElement(override).slice(1), { option: value, override, used: false });
      return;
    }
    if (typeof value !== "string" && !Array.isArray(value)) {
      const fix = value === null ? `~${override.key}` : undefined;
      throw bad(override, `${override.key} is a group: its option must be a name or a list of names`, fix);
    }
    const choice = value as string | readonly string[];
    if (override.kind === "add") {
      const origin = { kind: "override", text: override.text } as const;
      const parts = { group: override.key, package: override.package, value: choice, isAppended: true, origin };
      this.appended.push(new GroupEntry(parts));
    } else {
      const where = `override ${override.text}`;
      this.#chosen.set(keyElement(override), { value: choice, override, file: undefined, where, used: false });
    }
  }

  /** An `override` entry; the command line and the entries before it are stronger. */
  addFromFile(file: string, entry: GroupEntry): void {
    const key = entry.overrideKey;
    if (this.#chosen.has(key)) return;
    this.#chosen.set(key, { value: entry.value, override: undefined, file, where: entry.where, used: false });
  }

  /** Gives the entry the option chosen for it. */
  apply(entry: DefaultsEntry): void {
    if (!(entry instanceof GroupEntry)) return;
    const chosen = this.#chosen.get(entry.overrideKey);
    if (chosen === undefined) return;
    entry.value = chosen.value;
    chosen.used = true;
    this.#whereChosen.set(entry, chosen.where);
  }

  readonly #whereChosen = new Map<DefaultsEntry, string | undefined>();

  /** Where the entry's option was written: the override, or the file and line. */
  whereOf(entry: DefaultsEntry): string | undefined {
    return this.#whereChosen.get(entry) ?? entry.where;
  }

  isDeleted(entry: DefaultsEntry): boolean {
    const deletion = entry instanceof GroupEntry ? this.#deletions.get(entry.overrideKey) : undefined;
    return deletion !== undefined && (deletion.option === null || deletion.option === entry.name);
  }

  markDeleted(entry: DefaultsEntry): void {
    entry.deleted = true;
    this.#deletions.get(entry.overrideKey)!.used = true;
  }

  /** Options that a `+` of the command line asked for, by their keys. */
  readonly #appended = new Map<string, string | null | undefined>();

  /** @throws FixableError `config/multiple-options` where the key has another option already */
  learn(entry: DefaultsEntry): void {
    if (!(entry instanceof GroupEntry)) return;
    const key = entry.overrideKey;
    if (entry.isAppended) this.#appended.set(key, entry.name);
    if (!this.known.has(key)) this.known.set(key, entry.name);
    else if (this.known.get(key) !== entry.name) {
      const before = this.known.get(key);
      const appended = this.#appended.get(key);
      throw new FixableError({
        code: "config/multiple-options",
        problem: `${key} would get two options, ${entry.name} and ${before}`,
        where: this.whereOf(entry),
        fix: appended !== undefined ? `${key}=${appended}` : `- override /${key}: ${entry.name}`,
      });
    }
    const keys = this.#keysOfGroup.get(entry.groupPath) ?? new Set();
    this.#keysOfGroup.set(entry.groupPath, keys.add(key));
  }

  /** @throws FixableError `config/unused-choice` for a choice or deletion that met no entry */
  ensureUsed(): void {
    for (const [key, chosen] of this.#chosen) if (!chosen.used) throw this.#unused(key, chosen);
    for (const [key, deletion] of this.#deletions) {
      if (deletion.used) continue;
      const chosen = this.known.get(key);
      const near = chosen ? [`${key}=${chosen}`] : closestWords(key, [...this.known.keys()]);
      throw new FixableError({
        code: "config/unused-choice",
        problem: `no defaults list has an entry ${deletion.override.text.slice(1)} that could be deleted`,
        where: `override ${deletion.override.text}`,
        fix: near.map((name) => shellWord(`~${name}`)),
      });
    }
  }

  #unused(key: string, chosen: Chosen): FixableError {
    const group = key.split("@")[0]!;
    const others = [...(this.#keysOfGroup.get(group) ?? [])].sort();
    const near = others.length > 0 ? others : closestWords(key, [...this.known.keys()]);
    const value = chosen.override
      ? chosen.override.text.slice(chosen.override.text.indexOf("=") + 1)
      : String(chosen.value);
    const fixes = near.map((name) => `${name}=${value}`);
    if (chosen.override !== undefined) fixes.push(`+${chosen.override.text}`);
    return new FixableError({
      code: "config/unused-choice",
      problem: `no defaults list has an entry ${key} whose option could be chosen${chosen.file ? ` (in ${chosen.file})` : ""}`,
      where: chosen.where,
      fix: fixes.map(shellWord),
    });
  }
}

function bad(override: Override, problem: string, fix?: string): FixableError {
  return new FixableError({
    code: "config/bad-override",
    problem,
    where: `override ${override.text}`,
    fix: fix && shellWord(fix),
  });
}
