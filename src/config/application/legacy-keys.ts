/** @file Keys that have been renamed: used in an override or in a config, they are refused by their new name. */
import { FixableError } from "#utils/fixable-error.ts";
import { shellWord } from "#utils/shell-word.ts";
import type { Composition } from "../compose/compose.ts";
import { throwAll } from "../several-errors.ts";
import { nodeAt } from "../tree/node-at.ts";
import { whereOf } from "../tree/origin.ts";

type LegacyKeys = Readonly<Record<string, string>>;

/** Looks at the overrides alone, before anything is composed. @throws FixableError `config/legacy-key` */
export function refuseLegacyOverrides(overrides: readonly string[], legacy: LegacyKeys): void {
  throwAll(overrides.flatMap((text) => legacyOverride(text, legacy) ?? []));
}

/** @throws FixableError `config/legacy-key`; SeveralErrors for more than one */
export function refuseLegacyKeys(composition: Composition, legacy: LegacyKeys): void {
  const errors = Object.keys(legacy).flatMap((old) => {
    const node = nodeAt(composition.root, old.split("."));
    if (node === undefined) return [];
    return legacyError(old, legacy[old]!, {
      where: whereOf(node.origin),
      fix: inSameMapping(old, renamed(legacy[old]!)),
    });
  });
  throwAll(errors);
}

/** A file's defaults list that names an old group: its error says so instead of "there is no such group". */
export function asLegacyError(error: unknown, legacy: LegacyKeys): unknown {
  if (!(error instanceof FixableError)) return error;
  const old = Object.keys(legacy).find((key) => error.message.includes(`"${key.replaceAll(".", "/")}"`));
  if (old === undefined) return error;
  const fix = renamed(legacy[old]!)?.replaceAll(".", "/");
  return legacyError(old, legacy[old]!, { where: error.where, fix });
}

function legacyOverride(text: string, legacy: LegacyKeys): FixableError | undefined {
  const [, prefix, key, rest] = /^([~+]*)([^=@]*)(.*)$/s.exec(text)!;
  const isGroup = key!.includes("/");
  const dotted = key!.replaceAll("/", ".");
  const old = Object.keys(legacy).find((name) => dotted === name || dotted.startsWith(`${name}.`));
  if (old === undefined) return undefined;
  const by = renamed(legacy[old]!);
  const moved = by && by + dotted.slice(old.length);
  const fix = moved && `${prefix}${isGroup ? moved.replaceAll(".", "/") : moved}${rest}`;
  return legacyError(old, legacy[old]!, { where: `override ${text}`, fix: fix && shellWord(fix) });
}

/** The new key; undefined where the table holds a sentence. */
const renamed = (replacement: string): string | undefined => (/^[\w./-]+$/.test(replacement) ? replacement : undefined);

/** What can stand in a file instead, where only the last name is another. */
function inSameMapping(old: string, by: string | undefined): string | undefined {
  const parentOf = (key: string) => key.slice(0, key.lastIndexOf(".") + 1);
  return by && parentOf(by) === parentOf(old) ? `${by.slice(parentOf(by).length)}:` : undefined;
}

function legacyError(
  old: string,
  replacement: string,
  { where, fix }: { where: string | undefined; fix: string | undefined },
): FixableError {
  const sentence = renamed(replacement) === undefined ? replacement : `it is called ${replacement} now`;
  return new FixableError({ code: "config/legacy-key", problem: `${old} is an old key: ${sentence}`, where, fix });
}
