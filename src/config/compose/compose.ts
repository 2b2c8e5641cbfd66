/** @file Config files and overrides → one tree. What Hydra's `compose` does, with the place of every value kept. */
import { basename } from "node:path";
import { FixableError } from "#utils/fixable-error.ts";
import { shellWord } from "#utils/shell-word.ts";
import type { ResolveContext } from "../interpolation/context.ts";
import { dereference } from "../interpolation/evaluate.ts";
import { isHydraOverride, isSweepOverride, type Override, parseOverrides } from "../overrides/override.ts";
import { PlainDict } from "../python/value.ts";
import { append, rawValue, setKey } from "../tree/assign.ts";
import { merge } from "../tree/merge.ts";
import { copyOf, DictNode, isContainer, ListNode, type Node, ValueNode } from "../tree/node.ts";
import { select } from "../tree/select.ts";
import { update } from "../tree/update.ts";
import { applyOverrides } from "./apply-overrides.ts";
import type { HydraDefaults } from "./defaults-reader.ts";
import { buildDefaultsTree, defaultsList, type ListedDefault, type TreeNode } from "./defaults-tree.ts";
import { GroupChoices } from "./group-choices.ts";
import { HYDRA_VERSION, hydraStruct, VERSION_BASE } from "./hydra-schema.ts";
import { Repository } from "./repository.ts";
import { ensureMainFolder, extendSearchPath, type SearchedFolder, sourcesOf } from "./search-path.ts";
import type { ConfigSource } from "./source.ts";

export interface CompositionRequest {
  /** Searched in this order, after Hydra's own files. */
  readonly folders: readonly SearchedFolder[];
  /** null: no primary config. */
  readonly configName: string | null;
  readonly overrides: readonly string[];
  /** Option by group below `hydra/`, in the place of Hydra's own default: `{ launcher: "local" }`. */
  readonly hydraDefaults?: HydraDefaults;
  /** `hydra.job.name` unless the config says another. */
  readonly jobName: string;
  /** `multirun`: sweeps are left out, missing options too. Default: `run`. */
  readonly mode?: "run" | "multirun";
  /** false: sweeps are neither refused nor applied; only for finding out what `hydra.mode` says. */
  readonly checkSweeps?: boolean;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly now?: Date;
  /** Whether keys that the config does not have will be refused by a schema; decides only what errors advise. */
  readonly isClosed?: boolean;
}

export interface Composition {
  /** The whole tree, `hydra` included, interpolations unresolved. */
  readonly root: DictNode;
  readonly hydra: DictNode;
  /** What interpolations of this composition are resolved with. */
  readonly context: ResolveContext;
  /** Override key → option, in Hydra's (reverse) order, `hydra/…` included. */
  readonly choices: ReadonlyMap<string, string | null>;
  readonly defaults: readonly ListedDefault[];
  readonly defaultsTree: TreeNode;
  readonly overrides: { readonly task: readonly string[]; readonly hydra: readonly string[] };
  readonly warnings: readonly string[];
  readonly repository: Repository;
  readonly request: CompositionRequest;
}

const builtIn = { kind: "built-in" } as const;

/** What the defaults lists come to, before any value is merged. */
export interface DefaultsPlan {
  readonly defaults: readonly ListedDefault[];
  readonly defaultsTree: TreeNode;
  readonly repository: Repository;
}

/** The defaults alone: they can be looked at also where the config itself has a mistake. @throws FixableError */
export function planDefaults(request: CompositionRequest): DefaultsPlan {
  const { defaults, defaultsTree, repository } = plan(request);
  return { defaults, defaultsTree, repository };
}

interface Plan extends DefaultsPlan {
  readonly overrides: readonly Override[];
  readonly choices: GroupChoices;
  readonly context: ResolveContext;
  readonly warnings: readonly string[];
}

function plan(request: CompositionRequest): Plan {
  const warnings: string[] = [];
  const warn = (message: string) => void (warnings.includes(message) || warnings.push(message));
  const context: ResolveContext = {
    environment: request.environment ?? process.env,
    now: request.now ?? new Date(),
    hydra: undefined,
    warn,
  };
  const sources = sourcesOf(request.folders);
  ensureMainFolder(sources);
  const overrides = parseOverrides(request.overrides);
  const repository = new Repository(sources, (node) => dereference(node, context), request.hydraDefaults);
  for (const message of extendSearchPath(repository, request.configName, overrides, context)) warn(message);
  if (request.checkSweeps ?? true) refuseSweeps(overrides, request);

  const choices = new GroupChoices(repository, overrides);
  const skipMissing = request.mode === "multirun";
  const defaultsTree = buildDefaultsTree(request.configName, { repository, choices, context, skipMissing, warn });
  const defaults = defaultsList(defaultsTree);
  choices.ensureUsed();
  return { defaults, defaultsTree, repository, overrides, choices, context, warnings };
}

/** @throws FixableError `config/…`, saying where and what to type */
export function composeConfig(request: CompositionRequest): Composition {
  const { defaults, defaultsTree, repository, overrides, choices, warnings, context: before } = plan(request);
  const root = mergeAll(defaults, repository, before);
  root.struct = true;
  applyOverrides(root, choices.valueOverrides, before, {
    groups: () => repository.groups(),
    isClosed: request.isClosed ?? false,
    program: request.jobName,
  });
  const hydra = hydraNode(root);
  const split = splitOverrides(overrides);
  fillRuntime(hydra, { request, choices, overrides, split, sources: repository.sources, context: before });
  const context = { ...before, hydra };
  return {
    root,
    hydra,
    context,
    choices: choices.known,
    defaults,
    defaultsTree,
    overrides: split,
    warnings,
    repository,
    request,
  };
}

const NOTHING = { isList: false, isText: false };

/** What a single run has there, and so could be given: `a,b` may be meant as a list or as a text. */
function takesAt(key: string, request: CompositionRequest): { readonly isList: boolean; readonly isText: boolean } {
  try {
    const { root, context } = composeConfig({ ...request, checkSweeps: false });
    const there = select(root, key.replace(/^\++/, ""), context);
    const isOpen = there === undefined || there.isNone;
    return {
      isList: isOpen || there instanceof ListNode,
      isText: isOpen || (there instanceof ValueNode && typeof there.value === "string"),
    };
  } catch (error) {
    if (error instanceof FixableError) return NOTHING;
    throw error;
  }
}

function refuseSweeps(overrides: readonly Override[], request: CompositionRequest): void {
  const mode = request.mode ?? "run";
  for (const override of overrides.filter(isSweepOverride)) {
    const where = `override ${override.text}`;
    const { key, text } = override;
    const value = text.slice(text.indexOf("=") + 1);
    if (mode === "multirun") {
      if (!isHydraOverride(override)) continue;
      throw new FixableError({
        code: "config/bad-sweep",
        problem: `${key} belongs to hydra, which is one for all jobs and cannot be swept over`,
        where,
        fix: override.valueKind === "simple-choice" ? [shellWord(`${key}="${value}"`)] : [],
      });
    }
    const { isList, isText } = override.valueKind === "simple-choice" ? takesAt(key, request) : NOTHING;
    throw new FixableError({
      code: "config/sweep-without-multirun",
      problem: `${text} is a sweep, and this is a single run`,
      where,
      fix: [
        `--multirun ${shellWord(text)}`,
        ...(isList ? [shellWord(`${key}=[${value}]`)] : []),
        ...(isText ? [shellWord(`${key}="${value}"`)] : []),
      ],
    });
  }
}

function mergeAll(defaults: readonly ListedDefault[], repository: Repository, context: ResolveContext): DictNode {
  const root = new DictNode(builtIn);
  for (const item of defaults) {
    const loaded = repository.load(item.configPath)!;
    const embedded = embed(withSchema(loaded.config, item.configPath, repository, context), item.package, context);
    const isPrimary = item.primary || item.configPath === "hydra/config";
    const searchPath = isPrimary ? undefined : select(embedded, "hydra.searchpath", context);
    if (searchPath !== undefined && !searchPath.isNone) {
      throw new FixableError({
        code: "config/bad-search-path",
        problem: `${item.configPath} sets hydra.searchpath, which only the primary config may`,
        where: loaded.file,
      });
    }
    merge(root, embedded, context);
  }
  const hydra = root.get("hydra");
  if (hydra instanceof DictNode && hydra.type === hydraStruct) hydra.remove("defaults");
  return root;
}

/** A file that bears the name of one of Hydra's types is held to that type. */
function withSchema(config: Node, path: string, repository: Repository, context: ResolveContext): Node {
  const schemas = repository.sources.at(-1)!;
  const hasSchema = path.startsWith("hydra/") && schemas.isConfig(path);
  if (!hasSchema || !(config instanceof DictNode) || config.type !== undefined) return config;
  const merged = copyOf(schemas.load(path).config);
  merge(merged, config, context);
  return merged;
}

function embed(config: Node, target: string, context: ResolveContext): DictNode {
  const copy = copyOf(config);
  if (target === "" && copy instanceof DictNode) return copy;
  if (target === "") {
    throw new FixableError({
      code: "config/bad-yaml",
      problem: "a list cannot be the whole config",
      where: copy.origin.kind === "file" ? copy.origin.file : undefined,
      fix: copy.origin.kind === "file" ? `# @package ${basename(copy.origin.file, ".yaml")}` : [],
    });
  }
  const root = new DictNode(builtIn);
  update(root, target, copy, { origin: copy.origin, context, merge: false });
  return root;
}

function hydraNode(root: DictNode): DictNode {
  const node = root.get("hydra");
  if (node instanceof DictNode && !node.isNone) return node;
  throw new FixableError({ code: "config/wrong-type", problem: "hydra must stay the dict it is", where: "hydra" });
}

function splitOverrides(overrides: readonly Override[]): { task: string[]; hydra: string[] } {
  const [task, hydra] = [false, true].map((wanted) => overrides.filter((item) => isHydraOverride(item) === wanted));
  return { task: task!.map(({ text }) => text), hydra: hydra!.map(({ text }) => text) };
}

interface RuntimeParts {
  readonly request: CompositionRequest;
  readonly choices: GroupChoices;
  readonly overrides: readonly Override[];
  readonly split: { readonly task: readonly string[]; readonly hydra: readonly string[] };
  readonly sources: readonly ConfigSource[];
  readonly context: ResolveContext;
}

/** What Hydra itself writes into its node. */
function fillRuntime(hydra: DictNode, { request, choices, overrides, split, sources, context }: RuntimeParts): void {
  const at = (...path: string[]): DictNode => {
    const node = path.length === 0 ? hydra : path.reduce<Node | undefined>((from, key) => childDict(from, key), hydra);
    if (node instanceof DictNode) return node;
    throw new FixableError({ code: "config/wrong-type", problem: `hydra.${path.join(".")} must stay the dict it is` });
  };
  for (const kind of ["hydra", "task"] as const) {
    const list = at("overrides").get(kind);
    for (const text of split[kind]) if (list instanceof ListNode) append(list, text, builtIn);
  }
  const wasOpen = hydra.struct;
  hydra.struct = false;
  const known = at("runtime", "choices");
  for (const [key, option] of choices.known) setKey(known, key, option, builtIn);
  copyEnvironment(at("job"), context);
  hydra.struct = wasOpen;
  const runtime = at("runtime");
  setKey(runtime, "version", HYDRA_VERSION, builtIn);
  setKey(runtime, "version_base", VERSION_BASE, builtIn);
  setKey(runtime, "cwd", process.cwd(), builtIn);
  const described = sources.map(({ path, scheme, provider }) =>
    PlainDict.of(Object.entries({ path, schema: scheme, provider })),
  );
  setKey(runtime, "config_sources", described, builtIn);
  const job = at("job");
  const name = job.get("name");
  if (name === undefined || name.isMissing) setKey(job, "name", request.jobName, builtIn);
  setKey(
    job,
    "override_dirname",
    overrideFolderName(overrides, at("job", "config", "override_dirname"), context),
    builtIn,
  );
  setKey(job, "config_name", request.configName, builtIn);
}

function childDict(from: Node | undefined, key: string): Node | undefined {
  return from instanceof DictNode ? from.get(key) : undefined;
}

function copyEnvironment(job: DictNode, context: ResolveContext): void {
  const names = job.get("env_copy");
  const target = job.get("env_set");
  if (!(names instanceof ListNode) || !(target instanceof DictNode)) return;
  for (const item of names.items) {
    const name = rawValue(dereference(item, context));
    const value = context.environment[String(name)];
    if (value === undefined) {
      throw new FixableError({
        code: "config/missing-value",
        problem: `hydra.job.env_copy names ${String(name)}, which the environment does not have`,
        fix: `export ${String(name)}=…`,
      });
    }
    setKey(target, String(name), value, builtIn);
  }
}

function overrideFolderName(overrides: readonly Override[], settings: DictNode, context: ResolveContext): string {
  const value = (key: string) => {
    const node = settings.get(key);
    return node && dereference(node, context);
  };
  const text = (key: string) => String(rawValue(value(key) as Node));
  const excluded = value("exclude_keys");
  const excludedKeys =
    isContainer(excluded) && excluded instanceof ListNode ? excluded.items.map((item) => String(rawValue(item))) : [];
  const lines = overrides
    .filter((override) => !isHydraOverride(override) && !excludedKeys.includes(override.key))
    .map((override) => override.text)
    .sort(byCodePoint);
  return lines.join(text("item_sep")).replaceAll("=", () => text("kv_sep"));
}

function byCodePoint(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (const [index, character] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (character !== other) return character.codePointAt(0)! - other.codePointAt(0)!;
  }
  return left.length - right.length;
}
