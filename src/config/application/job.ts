/** @file One job: its composition, where it will run, and running it as Hydra's `run_job` does. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { FixableError } from "#utils/fixable-error.ts";
import type { Composition } from "../compose/compose.ts";
import { type PlainConfig, toPlain } from "../plain-config.ts";
import { pythonStr } from "../python/value.ts";
import { throwAll } from "../several-errors.ts";
import { setKey } from "../tree/assign.ts";
import { resolvedContent } from "../tree/content.ts";
import { DictNode, fullKey, ListNode, type Node, ValueNode } from "../tree/node.ts";
import { whereOf } from "../tree/origin.ts";
import { select } from "../tree/select.ts";
import type { Application, ClaimableJob, Job, Logger } from "./application.ts";
import { hydraTree, jobTree, listText, resolvedJob, yamlOf } from "./config-text.ts";
import type { Logs } from "./logging.ts";
import { claimFolder, type FolderWish } from "./run-folder.ts";

const builtIn = { kind: "built-in" } as const;

/** A job before it runs: `check` sees it, and no folder is made yet. */
export class PlannedJob implements ClaimableJob {
  readonly composition: Composition;
  readonly num: number | undefined;
  readonly mode: "RUN" | "MULTIRUN";
  wish: FolderWish;
  readonly #logs: Logs;
  runFolder: string;
  #config: PlainConfig | undefined;

  /** @param num the point's number in a sweep */
  constructor(composition: Composition, logs: Logs, num?: number) {
    this.composition = composition;
    this.num = num;
    this.mode = num === undefined ? "RUN" : "MULTIRUN";
    this.#logs = logs;
    this.wish = folderWish(composition, num);
    this.runFolder = this.wish.folder;
    setOutputFolder(composition, this.runFolder);
  }

  get config(): PlainConfig {
    this.#config ??= toPlain(resolvedJob(this.composition)) as PlainConfig;
    return this.#config;
  }

  get overrides(): Job["overrides"] {
    return this.composition.overrides;
  }

  get name(): string {
    return textAt(this.composition, "job.name") ?? "";
  }

  logger(name: string): Logger {
    return this.#logs.logger(name);
  }

  /** Refuses `???` and interpolations that do not resolve; all of them at once. */
  refuseMissing(): void {
    const tree = jobTree(this.composition);
    throwAll(missingNodes(tree).map(missingValue));
    void this.config;
  }

  /** The sweep's folder turned out to be another one. */
  moveBelow(from: string, to: string): void {
    if (this.wish.folder !== from && !this.wish.folder.startsWith(`${from}/`)) return;
    this.wish = { ...this.wish, folder: to + this.wish.folder.slice(from.length) };
    this.runFolder = this.wish.folder;
  }

  claim(): void {
    const claimed = claimFolder(this.wish);
    this.runFolder = claimed.folder;
    setOutputFolder(this.composition, this.runFolder);
    const subfolder = textAt(this.composition, "output_subdir");
    if (subfolder !== undefined) claimed.guard(() => mkdirSync(join(this.runFolder, subfolder), { recursive: true }));
  }

  /** Makes the run folder, writes its `.hydra/`, and runs the task in it. */
  async run(application: Application): Promise<void> {
    const claimed = claimFolder(this.wish);
    this.runFolder = claimed.folder;
    setOutputFolder(this.composition, this.runFolder);
    claimed.guard(() => this.#writeHydraFiles());
    const before = process.cwd();
    const changesFolder = flagAt(this.composition, "job.chdir");
    if (changesFolder) process.chdir(this.runFolder);
    try {
      configureLogs(this.#logs, this.composition, "job_logging");
      await withEnvironment(environmentOf(this.composition), () => application.task(this));
    } finally {
      if (changesFolder) process.chdir(before);
    }
  }

  #writeHydraFiles(): void {
    const subfolder = textAt(this.composition, "output_subdir");
    if (subfolder === undefined) return;
    const folder = join(this.runFolder, subfolder);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "config.yaml"), yamlOf(jobTree(this.composition)));
    writeFileSync(join(folder, "hydra.yaml"), yamlOf(hydraTree(this.composition)));
    writeFileSync(join(folder, "overrides.yaml"), listText(this.overrides.task));
  }
}

function folderWish(composition: Composition, num: number | undefined): FolderWish {
  if (num === undefined) {
    return {
      folder: resolve(textAt(composition, "run.dir") ?? "None"),
      key: "hydra.run.dir",
      isFixed: isNamed(composition, "hydra.run.dir"),
    };
  }
  const [dir, subdir] = ["sweep.dir", "sweep.subdir"].map((path) => textAt(composition, path) ?? "None");
  const folder = resolve(dir!, subdir!);
  // a job that the subdir leads out of the named folder is not where the user said
  return {
    folder,
    key: "hydra.sweep.dir",
    isFixed: isNamed(composition, "hydra.sweep.dir") && folder.startsWith(`${resolve(dir!)}/`),
  };
}

/** Whether an override sets the key. */
export function isNamed(composition: Composition, key: string): boolean {
  return composition.overrides.hydra.some((text) => text.replace(/^\+{1,2}/, "").startsWith(`${key}=`));
}

function setOutputFolder(composition: Composition, folder: string): void {
  const runtime = composition.hydra.get("runtime");
  if (runtime instanceof DictNode) setKey(runtime, "output_dir", folder, builtIn);
}

/** @param path below `hydra`; undefined where it holds null or nothing */
export function textAt(composition: Composition, path: string): string | undefined {
  const node = select(composition.hydra, path, composition.context);
  return node instanceof ValueNode && !node.isNone ? pythonStr(node.value) : undefined;
}

function flagAt(composition: Composition, path: string): boolean {
  const node = select(composition.hydra, path, composition.context);
  return node instanceof ValueNode && node.value === true;
}

/** @throws FixableError `config/bad-logging`, `config/unresolved` */
export function configureLogs(logs: Logs, composition: Composition, which: "job_logging" | "hydra_logging"): void {
  const node = composition.hydra.get(which);
  const config =
    node && !node.isNone && !node.isMissing ? toPlain(resolvedContent(node, composition.context)) : undefined;
  const verbose = composition.hydra.get("verbose");
  const flag = verbose ? toPlain(resolvedContent(verbose, composition.context)) : false;
  logs.configure(config as PlainConfig | undefined, flag);
}

function missingNodes(node: Node): Node[] {
  if (node.isMissing) return [node];
  if (node instanceof DictNode) return node.entries.flatMap((entry) => missingNodes(entry.node));
  return node instanceof ListNode ? node.items.flatMap(missingNodes) : [];
}

function missingValue(node: Node): FixableError {
  const path = fullKey(node);
  return new FixableError({
    code: "config/missing-value",
    problem: `${path} has no value (???), and is given one as ${path}=…`,
    where: whereOf(node.origin),
  });
}

function environmentOf(composition: Composition): Readonly<Record<string, string>> {
  const node = select(composition.hydra, "job.env_set", composition.context);
  if (!(node instanceof DictNode)) return {};
  const entries = node.entries.map(({ key, node: child }) => {
    const value = resolvedContent(child, composition.context);
    return [pythonStr(key), pythonStr(value)] as const;
  });
  return Object.fromEntries(entries);
}

async function withEnvironment(values: Readonly<Record<string, string>>, run: () => Promise<void>): Promise<void> {
  const before = Object.fromEntries(Object.keys(values).map((key) => [key, process.env[key]]));
  Object.assign(process.env, values);
  try {
    await run();
  } finally {
    for (const [key, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
  }
}
