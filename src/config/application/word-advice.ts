/** @file A word of the command line that is neither an override nor an option: what was probably meant by it. */
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { shellWord } from "#utils/shell-word.ts";
import { couldTake } from "../compose/apply-overrides.ts";
import { type Composition, type CompositionRequest, composeConfig } from "../compose/compose.ts";
import { nearestKeys } from "../compose/nearest-keys.ts";
import { textOf } from "../interpolation/evaluate.ts";
import { parseOverride } from "../overrides/override.ts";
import { isContainer } from "../tree/node.ts";
import { nodeAt } from "../tree/node-at.ts";
import { select } from "../tree/select.ts";

/** More are no advice. */
const MOST = 3;

const isBare = (word: string) => !word.includes("=") && !word.startsWith("~");

/** An error about an override without `=`, said again by someone who knows the configs; any other as it is. */
export function explainBareWord(error: unknown, request: CompositionRequest): unknown {
  if (!(error instanceof FixableError) || error.code !== "config/bad-override" || error.fixes.length > 0) return error;
  const words = request.overrides;
  const at = words.findIndex((word) => error.where === `override ${word}`);
  const word = words[at];
  if (word === undefined || !(isBare(word) || word === "=")) return error;
  return new FixableError({
    code: error.code,
    problem: `"${word}" is no override: one is written key=value, without blanks`,
    where: `argument ${word}`,
    fix: joined(words, at) ?? adviceFor(word, request, { before: words[at - 1] }),
  });
}

/** `lr = 3`, `lr =3` and `lr= 3` as one word. */
function joined(words: readonly string[], at: number): string | undefined {
  const [before = "", word = "", next = "", last = ""] = [words[at - 1], words[at], words[at + 1], words[at + 2]];
  if (before.endsWith("=")) return shellWord(before + word);
  if (next === "=" && last !== "") return shellWord(`${word}=${last}`);
  return next.startsWith("=") && next !== "=" ? shellWord(word + next) : undefined;
}

interface Surrounding {
  /** What was given to it: of `--lr 3`, which is no option. */
  readonly value?: string | undefined;
  /** The word that stands before it: `name=a` of `name=a b`. */
  readonly before?: string | undefined;
}

/** @returns each can be pasted */
export function adviceFor(
  word: string,
  request: CompositionRequest,
  { value, before = "" }: Surrounding,
): readonly string[] {
  const composition = composedLeniently(request);
  const help = [`${request.jobName} --help`];
  if (composition === undefined) return help;
  const finders = value === undefined ? [configNamed, optionNamed, groupNamed] : [groupNamed];
  const tiers = [true, false].flatMap((isExact) =>
    [...finders, keyNamed].map((find) => find({ word, value, isExact }, composition)),
  );
  const blank = before.includes("=") ? [shellWord(`${before} ${word}`)] : help;
  return (tiers.find((tier) => tier.length > 0) ?? blank).slice(0, MOST);
}

/** Without the words that are none, and without what else may be wrong. */
function composedLeniently(request: CompositionRequest): Composition | undefined {
  const overrides = request.overrides.filter((text) => !isBare(text) && text !== "=");
  for (const attempt of [overrides, []]) {
    try {
      return composeConfig({ ...request, overrides: attempt, mode: "multirun", checkSweeps: false });
    } catch (error) {
      if (!(error instanceof FixableError)) throw error;
    }
  }
  return undefined;
}

interface Wanted {
  readonly word: string;
  readonly value: string | undefined;
  readonly isExact: boolean;
}

type Finder = (wanted: Wanted, composition: Composition) => readonly string[];

const like = ({ word, isExact }: Wanted, known: readonly string[]): readonly string[] =>
  isExact ? known.filter((each) => each === word) : closestWords(word, known);

/** A config that is a program of its own. */
const configNamed: Finder = (wanted, { repository }) =>
  like(wanted, repository.list("")).map((name) => `--config-name ${shellWord(name)}`);

/** An option of a group: those first that have one chosen. */
const optionNamed: Finder = (wanted, { repository, choices }) => {
  const groups = repository.groups().filter((group) => group !== "hydra" && !group.startsWith("hydra/"));
  const byChoice = groups.toSorted((a, b) => Number(choices.has(b)) - Number(choices.has(a)));
  const all = byChoice.flatMap((group) => repository.list(group).map((option) => ({ group, option })));
  const names = like(wanted, [...new Set(all.map(({ option }) => option))]);
  return names.flatMap((name) =>
    all
      .filter(({ option }) => option === name)
      .map(({ group, option }) => shellWord(`${choices.has(group) ? "" : "+"}${group}=${option}`)),
  );
};

const groupNamed: Finder = ({ value, ...wanted }, { repository, choices }) => {
  const [group] = like({ ...wanted, value }, repository.groups());
  if (group === undefined) return [];
  const options = value === undefined ? repository.list(group) : [value];
  return options.map((option) => shellWord(`${choices.has(group) ? "" : "+"}${group}=${option}`));
};

/** A key with the value it has; what a mapping holds is shown. */
const keyNamed: Finder = ({ word, value, isExact }, { root, context, request }) => {
  const keys = isExact ? [word] : nearestKeys(root, word);
  return keys.flatMap((key) => {
    const node = nodeAt(root, key.split("."));
    if (node === undefined) return [];
    if (isContainer(node)) return value === undefined ? [`${request.jobName} --cfg job --package ${key}`] : [];
    const found = value ?? shownValue(select(root, key, context));
    return found !== undefined && fits(key, `${key}=${found}`, { root, context }) ? [shellWord(`${key}=${found}`)] : [];
  });
};

function fits(key: string, text: string, { root, context }: Pick<Composition, "root" | "context">): boolean {
  try {
    return couldTake(root, key, parseOverride(text), context);
  } catch (error) {
    if (error instanceof FixableError) return false;
    throw error;
  }
}

const shownValue = (node: ReturnType<typeof select>): string | undefined =>
  node === undefined || isContainer(node)
    ? undefined
    : node.isNone
      ? "null"
      : textOf(node).replace(/^(True|False)$/, lower);

const lower = (word: string) => word.toLowerCase();
