/**
 * @file The command line, read as Python's argparse reads Hydra's: options may be shortened, overrides stand together.
 */
import { closestWords } from "#utils/closest-words.ts";
import { shellWord } from "#utils/shell-word.ts";

export interface Arguments {
  readonly help: boolean;
  readonly hydraHelp: boolean;
  readonly version: boolean;
  readonly cfg: "job" | "hydra" | "all" | undefined;
  readonly resolve: boolean;
  readonly package: string | undefined;
  readonly run: boolean;
  readonly multirun: boolean;
  readonly dryRun: boolean;
  readonly shellCompletion: boolean;
  readonly configPath: string | undefined;
  readonly configName: string | undefined;
  readonly configDir: string | undefined;
  readonly info: string | undefined;
  readonly overrides: readonly string[];
}

/** A mistake in the command line itself; exit code 2. */
export class UsageError extends Error {
  /** What to type instead, each a remedy by itself. */
  readonly fixes: readonly string[];
  /** `--lr 3`: no option, and perhaps a key of the config. */
  readonly unknown: { readonly word: string; readonly value: string | undefined } | undefined;
  constructor(message: string, fixes: readonly string[] = [], unknown?: UsageError["unknown"]) {
    super(message);
    this.fixes = fixes;
    this.unknown = unknown;
  }
}

interface Option {
  readonly names: readonly string[];
  readonly key: string;
  readonly help: string;
  /** Left out: a flag. */
  readonly takes?: "value" | "optional";
  readonly choices?: readonly string[];
  /** Value of an option that stands alone. */
  readonly alone?: string;
}

const infoChoices = ["all", "config", "defaults", "defaults-tree", "plugins", "searchpath"];
/** Not Hydra's. */
const ownInfoChoices = ["devices", "explain", "model"];

/** In the order of Hydra's own help; what is ours comes last. */
export const options: readonly Option[] = [
  { names: ["--help", "-h"], key: "help", help: "Application's help" },
  { names: ["--hydra-help"], key: "hydraHelp", help: "Hydra's help" },
  { names: ["--version"], key: "version", help: "Show Hydra's version and exit" },
  {
    names: ["--cfg", "-c"],
    key: "cfg",
    takes: "value",
    choices: ["job", "hydra", "all"],
    help: "Show config instead of running [job|hydra|all]",
  },
  {
    names: ["--resolve"],
    key: "resolve",
    help: "Used in conjunction with --cfg, resolve config interpolations before printing.",
  },
  { names: ["--package", "-p"], key: "package", takes: "value", help: "Config package to show" },
  { names: ["--run", "-r"], key: "run", help: "Run a job" },
  {
    names: ["--multirun", "-m"],
    key: "multirun",
    help: "Run multiple jobs with the configured launcher and sweeper",
  },
  { names: ["--shell-completion", "-sc"], key: "shellCompletion", help: "Install or Uninstall shell completion:" },
  {
    names: ["--config-path", "-cp"],
    key: "configPath",
    takes: "value",
    help: `Overrides the config_path specified in hydra.main().
                    The config_path is absolute or relative to the Python file declaring @hydra.main()`,
  },
  {
    names: ["--config-name", "-cn"],
    key: "configName",
    takes: "value",
    help: "Overrides the config_name specified in hydra.main()",
  },
  {
    names: ["--config-dir", "-cd"],
    key: "configDir",
    takes: "value",
    help: "Adds an additional config dir to the config search path",
  },
  {
    names: ["--experimental-rerun"],
    key: "rerun",
    takes: "value",
    help: "Rerun a job from a previous config pickle",
  },
  {
    names: ["--info", "-i"],
    key: "info",
    takes: "optional",
    choices: [...infoChoices, ...ownInfoChoices],
    alone: "all",
    help: `Print Hydra information [${infoChoices.join("|")}]`,
  },
  { names: ["--dry-run"], key: "dryRun", help: "With --multirun: check every point and show how they differ" },
];

const byName = new Map(options.flatMap((option) => option.names.map((name) => [name, option] as const)));

/** @throws UsageError */
export function parseArguments(argv: readonly string[]): Arguments {
  const parsed: Record<string, string | true> = {};
  let overrides: readonly string[] | undefined;
  const extras: string[] = [];
  const dashes = argv.indexOf("--");
  const isOption = (index: number) =>
    index < argv.length && (dashes < 0 || index < dashes) && looksLikeOption(argv[index]!);
  let at = 0;
  while (at < argv.length) {
    if (isOption(at)) {
      at = takeOption(argv, at, isOption, parsed, extras);
      continue;
    }
    const start = at;
    while (at < argv.length && !isOption(at)) at++;
    const run = argv.slice(start, at).filter((_, index) => start + index !== dashes);
    // all overrides stand together: a second group of them belongs to nothing
    if (overrides === undefined) overrides = run;
    else extras.push(...run);
  }
  if (parsed["version"]) return finished(parsed, overrides);
  if (extras.length > 0) throw unrecognized(extras, overrides ?? [], argv);
  return finished(parsed, overrides);
}

function unrecognized(extras: readonly string[], overrides: readonly string[], argv: readonly string[]): UsageError {
  const message = `unrecognized arguments: ${extras.join(" ")}`;
  const option = extras.find((extra) => extra.startsWith("-"));
  if (option === undefined) {
    const rest = argv.filter((word) => !extras.includes(word) && !overrides.includes(word));
    const together = [...overrides, ...extras, ...rest].map(shellWord).join(" ");
    return new UsageError(`${message} (all overrides stand together)`, [together]);
  }
  const [name = "", ...glued] = option.split("=");
  const near = closestWords(
    name,
    [...byName.keys()].filter((known) => known.startsWith("--")),
  );
  if (near.length > 0) return new UsageError(message, near);
  const next = argv[argv.indexOf(option) + 1];
  const value = glued.length > 0 ? glued.join("=") : next?.startsWith("-") ? undefined : next;
  return new UsageError(message, [], { word: name.replace(/^-+/, ""), value });
}

function finished(
  parsed: Readonly<Record<string, string | true>>,
  overrides: readonly string[] | undefined,
): Arguments {
  const text = (key: string) => (typeof parsed[key] === "string" ? (parsed[key] as string) : undefined);
  const flag = (key: string) => parsed[key] !== undefined;
  return {
    help: flag("help"),
    hydraHelp: flag("hydraHelp"),
    version: flag("version"),
    cfg: text("cfg") as Arguments["cfg"],
    resolve: flag("resolve"),
    package: text("package"),
    run: flag("run"),
    multirun: flag("multirun"),
    dryRun: flag("dryRun"),
    shellCompletion: flag("shellCompletion"),
    configPath: text("configPath"),
    configName: text("configName"),
    configDir: text("configDir"),
    info: text("info"),
    overrides: overrides ?? [],
  };
}

function looksLikeOption(text: string): boolean {
  if (!text.startsWith("-") || text === "-") return false;
  if (byName.has(text)) return true;
  if (/^-\d+$|^-\d*\.\d+$/.test(text)) return false;
  return !text.includes(" ") || candidatesOf(text).length > 0;
}

interface Match {
  readonly option: Option;
  readonly name: string;
  /** What follows `=`, or stands glued to a short option. */
  readonly glued: string | undefined;
}

function candidatesOf(text: string): Match[] {
  const exact = byName.get(text);
  if (exact) return [{ option: exact, name: text, glued: undefined }];
  const equal = text.indexOf("=");
  const name = equal < 0 ? text : text.slice(0, equal);
  const glued = equal < 0 ? undefined : text.slice(equal + 1);
  const named = byName.get(name);
  if (named) return [{ option: named, name, glued }];
  const matches: Match[] = [];
  for (const [known, option] of byName) {
    if (text.startsWith("--")) {
      if (known.startsWith(name)) matches.push({ option, name: known, glued });
    } else if (known === text.slice(0, 2)) matches.push({ option, name: known, glued: text.slice(2) });
    else if (known.startsWith(text)) matches.push({ option, name: known, glued: undefined });
  }
  return matches;
}

function takeOption(
  argv: readonly string[],
  at: number,
  isOption: (index: number) => boolean,
  parsed: Record<string, string | true>,
  extras: string[],
): number {
  const text = argv[at]!;
  const matches = candidatesOf(text);
  if (new Set(matches.map(({ option }) => option)).size > 1) {
    const names = matches.map(({ name }) => name).join(", ");
    throw new UsageError(`ambiguous option: ${text} could match ${names}`);
  }
  const [match] = matches;
  if (match === undefined) {
    extras.push(text);
    return at + 1;
  }
  const { option, name, glued } = match;
  const label = `argument ${option.names.join("/")}`;
  if (option.takes === undefined) {
    parsed[option.key] = true;
    if (glued === undefined) return at + 1;
    // -mr is -m -r
    const next = `-${glued[0] ?? ""}`;
    if (name.startsWith("--") || !byName.has(next)) {
      throw new UsageError(`${label}: ignored explicit argument '${glued}'`);
    }
    return takeOption([...argv.slice(0, at), `-${glued}`, ...argv.slice(at + 1)], at, isOption, parsed, extras);
  }
  let value = glued;
  let next = at + 1;
  if (value === undefined && next < argv.length && !isOption(next) && argv[next] !== "--") value = argv[next++];
  if (value === undefined && option.takes === "value") throw new UsageError(`${label}: expected one argument`);
  value ??= option.alone!;
  if (option.choices && !option.choices.includes(value)) {
    const listed = option.choices.map((choice) => `'${choice}'`);
    const [near] = closestWords(value, option.choices);
    const problem = `${label}: invalid choice: '${value}' (choose from ${listed.join(", ")})`;
    throw new UsageError(problem, near ? [`${name} ${near}`] : []);
  }
  parsed[option.key] = value;
  return next;
}

const NARROW_TERMINAL = 80;

/** The first lines of a usage error. */
export function usageText(program: string): string {
  const words = options.map(({ names, takes, choices, key }) => {
    const listed = choices && `{${choices.join(",")}}`;
    const value = listed && listed.length < NARROW_TERMINAL / 2 ? listed : key.replace(/[A-Z]/g, "_$&").toUpperCase();
    return takes === undefined
      ? `[${names[0]}]`
      : takes === "value"
        ? `[${names[0]} ${value}]`
        : `[${names[0]} [${value}]]`;
  });
  const indent = " ".repeat(`usage: ${program} `.length);
  const lines = [`usage: ${program}`];
  for (const word of [...words, "[overrides ...]"]) {
    if (lines.at(-1)!.length + word.length + 1 > NARROW_TERMINAL) lines.push(indent + word);
    else lines[lines.length - 1] += ` ${word}`;
  }
  return lines.join("\n");
}
