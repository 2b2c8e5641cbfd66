/** @file Runs → groups that differ in nothing but their seed, each with a name that tells it from the others. */
import type { RunRow, RunTables, Scalar } from "#facts";
import { compareTokenizers } from "./tokenizers.ts";

export interface RunGroup {
  /** Rows of `tables.runs`. */
  readonly runs: readonly number[];
  /** Values of the axes that vary between the groups. */
  readonly values: Readonly<Record<string, Scalar>>;
  /** `vq, K = 512, β = 10`. */
  readonly name: string;
  /** The bottleneck by its name; "unknown" where a run does not say. */
  readonly tokenizer: string;
  /** Its place among the groups of its bottleneck, which keeps its look when others are left out. */
  readonly variant: number;
  /** The same for figures with a panel a weight of the globals: groups that differ in it alone share a place. */
  readonly variantAtWeight: number;
}

export interface RunGroups {
  readonly groups: readonly RunGroup[];
  /** Names of the axes that vary, in the order in which names show them, with all their values in order. */
  readonly varied: ReadonlyMap<string, readonly Scalar[]>;
  /** Names of all bottlenecks, in the order in which figures show them. */
  readonly tokenizers: readonly string[];
}

/** They tell how a run was started, not what it learned; and names of the bottleneck that stand here already. */
const NO_AXIS =
  /^(?:seed|experiment|latent_space|threads|device|(?:env|logging|hydra|experiment)(?:\..*)?|data\.num_workers)$/;

/** Say which member of a family a part is; what is below them are its options, which another member may not have. */
const KINDS: ReadonlySet<string> = new Set(["encoder", "decoder", "latent_space", "optimizer", "schedule"]);

/** How names write an axis. */
const SYMBOLS: Readonly<Record<string, string>> = {
  codebook_size: "K",
  latent_dim: "dim",
  globals_beta: "β",
  beta: "commitment",
  lr: "lr",
  batch_size: "batch",
  "data.train_labels": "background",
};

/** An axis as figures write it. */
export const axisWord = (name: string): string => SYMBOLS[name] ?? name.replaceAll("_", " ");

/** Groups in the order in which figures show them: by bottleneck, then by the values of what else varies. */
export function groupRuns({ runs }: Pick<RunTables, "runs">): RunGroups {
  const axes = withOneName(runs.map(axesOf));
  const names = [...new Set(axes.flatMap((one) => Object.keys(one)))].filter((name) => !NO_AXIS.test(name));
  const varied = new Map<string, readonly Scalar[]>();
  for (const name of names.filter((name) => doesVary(axes, name) && !goesWithTokenizer(axes, name))) {
    const values = axes.map((one) => one[name] ?? null);
    varied.set(name, name === "tokenizer" ? sortedTokenizers(runs.filter(isNamed)) : sortedValues(values));
  }
  const byKey = new Map<string, number[]>();
  for (const [i, one] of axes.entries()) {
    const key = JSON.stringify(Array.from(varied.keys(), (name) => one[name] ?? null));
    byKey.set(key, [...(byKey.get(key) ?? []), i]);
  }
  const found = Array.from(byKey.values(), (members) => {
    const one = axes[members[0]!]!;
    const values = Object.fromEntries(Array.from(varied.keys(), (name) => [name, one[name] ?? null]));
    return { runs: members, values, name: nameOf(one, values), tokenizer: tokenizerOf(runs[members[0]!]!) };
  });
  const ordered = found.toSorted(
    (a, b) => compareTokenizers(a.tokenizer, b.tokenizer) || compareValues(a.values, b.values, varied),
  );
  const [all, atWeight] = [numbering(), numbering()];
  const groups = ordered.map((group): RunGroup => {
    const { globals_beta: _, ...rest } = group.values;
    const [own, beside] = [group.values, rest].map((values) => JSON.stringify(values)) as [string, string];
    return { ...group, variant: all(group.tokenizer, own), variantAtWeight: atWeight(group.tokenizer, beside) };
  });
  return { groups, varied, tokenizers: sortedTokenizers(runs) };
}

/** Numbers the keys of each bottleneck in the order in which they come. */
function numbering(): (tokenizer: string, key: string) => number {
  const places = new Map<string, Map<string, number>>();
  return (tokenizer, key) => {
    const own = places.get(tokenizer) ?? new Map<string, number>();
    places.set(tokenizer, own);
    if (!own.has(key)) own.set(key, own.size);
    return own.get(key)!;
  };
}

type Values = RunGroup["values"];

/** What has no value stands first. */
function compareValues(a: Values, b: Values, varied: RunGroups["varied"]): number {
  for (const [name, known] of varied) {
    const [left, right] = [known.indexOf(a[name] ?? null), known.indexOf(b[name] ?? null)];
    if (left !== right) return left - right;
  }
  return 0;
}

const isNamed = ({ tokenizer }: RunRow): boolean => tokenizer !== null;
export const tokenizerOf = ({ tokenizer }: RunRow): string => tokenizer ?? "unknown";

/** The value of an axis by the name a config or a user gives it. */
export function axisValue(row: RunRow, name: string): Scalar {
  const own = (row as unknown as Readonly<Record<string, unknown>>)[name];
  if (own !== undefined && typeof own !== "object") return own as Scalar;
  const short = name.slice(name.lastIndexOf(".") + 1);
  return row.axes[Object.hasOwn(row.axes, name) ? name : short] ?? null;
}

type Axes = Readonly<Record<string, Scalar>>;

function axesOf(row: RunRow): Axes {
  const { encoder, tokenizer, decoder, latent_dim, codebook_size, globals_beta, dataset_name } = row;
  const own = Object.entries({ tokenizer, encoder, decoder, latent_dim, codebook_size, globals_beta });
  const known = Object.fromEntries(own.filter(([, value]) => value !== null));
  return { ...known, ...row.axes, ...(dataset_name !== null && { dataset: dataset_name }) };
}

/** A value that only some runs have at all, as the codebook of those with one, tells the others nothing; null is a value. */
function doesVary(axes: readonly Axes[], name: string): boolean {
  return new Set(axes.map((one) => said(one, name)).filter((value) => value !== undefined)).size > 1;
}

/** Null also where a run has one value for what others have several for: `class_weights: none` beside `class_weights.ttH: 2`. */
function said(axes: Axes, name: string): Scalar | undefined {
  if (Object.hasOwn(axes, name)) return axes[name];
  const above = name.split(".").map((_, depth, words) => words.slice(0, depth).join("."));
  return above.some((part) => Object.hasOwn(axes, part) && !KINDS.has(part)) ? null : undefined;
}

/** Whether its name says it already, as the β of `variational` beside that of `vq`: not all runs have it, one bottleneck has one value. */
function goesWithTokenizer(axes: readonly Axes[], name: string): boolean {
  if (name === "tokenizer" || axes.every((one) => Object.hasOwn(one, name))) return false;
  const values = new Map<Scalar, Set<Scalar>>();
  for (const one of axes) {
    const tokenizer = one["tokenizer"] ?? null;
    const own = values.get(tokenizer) ?? new Set<Scalar>();
    const value = said(one, name);
    values.set(tokenizer, value === undefined ? own : own.add(value));
  }
  return [...values.values()].every(({ size }) => size <= 1);
}

/** Some runs say `ema_decay` where others have to say `trainer.ema_decay`, because their bottleneck has one as well. */
function withOneName(axes: readonly Axes[]): Axes[] {
  const long = new Set(axes.flatMap((one) => Object.keys(one).filter((name) => name.includes("."))));
  return axes.map((one) => {
    const renamed = Object.entries(one).map(([name, value]) => {
      const full = [...long].find((other) => other.endsWith(`.${name}`) && !Object.hasOwn(one, other));
      return [full ?? name, value] as const;
    });
    return Object.fromEntries(renamed);
  });
}

function nameOf(axes: Axes, varied: Axes): string {
  const others = Object.entries(varied).filter(([name, value]) => name !== "tokenizer" && value !== null);
  const parts = others.map(([name, value]) => `${axisWord(name)} = ${value}`);
  return [axes["tokenizer"] ?? "unknown", ...parts].join(", ");
}

function sortedValues(values: readonly Scalar[]): Scalar[] {
  const known = [...new Set(values)].filter((value) => value !== null);
  return known.sort((a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : 1,
  );
}

function sortedTokenizers(runs: readonly RunRow[]): string[] {
  return [...new Set(runs.map(tokenizerOf))].sort(compareTokenizers);
}
