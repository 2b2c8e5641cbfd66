/** @file Runs → groups that differ in nothing but their seed, each with a name that tells it from the others. */
import type { RunRow, RunTables, Scalar } from "#facts";

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
}

export interface RunGroups {
  readonly groups: readonly RunGroup[];
  /** Names of the axes that vary, in the order in which names show them, with all their values in order. */
  readonly varied: ReadonlyMap<string, readonly Scalar[]>;
  /** Names of all bottlenecks, in the order of their figures' colours. */
  readonly tokenizers: readonly string[];
}

/** They tell how a run was started, not what it learned; and names of the bottleneck that stand here already. */
const NO_AXIS =
  /^(?:seed|experiment|latent_space|threads|device|(?:env|logging|hydra|experiment)(?:\..*)?|data\.num_workers)$/;

/** How names write an axis. */
const SYMBOLS: Readonly<Record<string, string>> = {
  codebook_size: "K",
  latent_dim: "dim",
  globals_beta: "β",
  beta: "commitment",
  lr: "lr",
  batch_size: "batch",
};

/** Groups in the order in which their first runs were found. */
export function groupRuns({ runs }: Pick<RunTables, "runs">): RunGroups {
  const axes = runs.map(axesOf);
  const names = [...new Set(axes.flatMap((one) => Object.keys(one)))].filter((name) => !NO_AXIS.test(name));
  const varied = new Map<string, readonly Scalar[]>();
  for (const name of names.filter((name) => doesVary(axes, name))) {
    const values = axes.map((one) => one[name] ?? null);
    varied.set(name, name === "tokenizer" ? sortedTokenizers(runs.filter(isNamed)) : sortedValues(values));
  }
  const byKey = new Map<string, number[]>();
  for (const [i, one] of axes.entries()) {
    const key = JSON.stringify(Array.from(varied.keys(), (name) => one[name] ?? null));
    byKey.set(key, [...(byKey.get(key) ?? []), i]);
  }
  const variants = new Map<string, number>();
  const groups = Array.from(byKey.values(), (members): RunGroup => {
    const one = axes[members[0]!]!;
    const values = Object.fromEntries(Array.from(varied.keys(), (name) => [name, one[name] ?? null]));
    const tokenizer = tokenizerOf(runs[members[0]!]!);
    const variant = variants.get(tokenizer) ?? 0;
    variants.set(tokenizer, variant + 1);
    return { runs: members, values, name: nameOf(one, values), tokenizer, variant };
  });
  return { groups, varied, tokenizers: sortedTokenizers(runs) };
}

const isNamed = ({ tokenizer }: RunRow): boolean => tokenizer !== null;
const tokenizerOf = ({ tokenizer }: RunRow): string => tokenizer ?? "unknown";

/** The value of an axis by the name a config or a user gives it. */
export function axisValue(row: RunRow, name: string): Scalar {
  const own = (row as unknown as Readonly<Record<string, unknown>>)[name];
  return own === undefined || typeof own === "object" ? (row.axes[name] ?? null) : (own as Scalar);
}

function axesOf(row: RunRow): Readonly<Record<string, Scalar>> {
  const { encoder, tokenizer, decoder, latent_dim, codebook_size, globals_beta, dataset_name } = row;
  const own = Object.entries({ tokenizer, encoder, decoder, latent_dim, codebook_size, globals_beta });
  const known = Object.fromEntries(own.filter(([, value]) => value !== null));
  return { ...known, ...row.axes, ...(dataset_name !== null && { dataset: dataset_name }) };
}

/** A value that only some runs have at all, as the codebook of those with one, tells the others nothing; null is a value. */
function doesVary(axes: readonly Readonly<Record<string, Scalar>>[], name: string): boolean {
  return new Set(axes.flatMap((one) => (Object.hasOwn(one, name) ? [one[name]!] : []))).size > 1;
}

function nameOf(axes: Readonly<Record<string, Scalar>>, varied: Readonly<Record<string, Scalar>>): string {
  const others = Object.entries(varied).filter(([name, value]) => name !== "tokenizer" && value !== null);
  const parts = others.map(([name, value]) => `${SYMBOLS[name] ?? name.replaceAll("_", " ")} = ${value}`);
  return [axes["tokenizer"] ?? "unknown", ...parts].join(", ");
}

function sortedValues(values: readonly Scalar[]): Scalar[] {
  const known = [...new Set(values)].filter((value) => value !== null);
  return known.sort((a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : 1,
  );
}

/** Simple ones first, so that a bottleneck has the same colour in all reports. */
function sortedTokenizers(runs: readonly RunRow[]): string[] {
  const usual = ["none", "linear", "vq"];
  const place = (name: string) => (usual.includes(name) ? usual.indexOf(name) : usual.length);
  return [...new Set(runs.map(tokenizerOf))].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}
