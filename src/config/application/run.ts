/** @file The whole of an application's command line: `runApplication(application, argv)` → exit code. */
import { statSync, writeFileSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { FixableError } from "#utils/fixable-error.ts";
import { type Composition, type CompositionRequest, composeConfig } from "../compose/compose.ts";
import { nearestKeys } from "../compose/nearest-keys.ts";
import type { SearchedFolder } from "../compose/search-path.ts";
import { EnumMember, pythonStr } from "../python/value.ts";
import { setKey } from "../tree/assign.ts";
import { resolveInPlace } from "../tree/content.ts";
import { DictNode, isContainer, ValueNode } from "../tree/node.ts";
import { select } from "../tree/select.ts";
import type { Application, Surroundings } from "./application.ts";
import { processSurroundings } from "./application.ts";
import { type Arguments, parseArguments, UsageError, usageText } from "./arguments.ts";
import { treeOf, yamlOf } from "./config-text.ts";
import { appHelp, hydraHelp } from "./help.ts";
import { type InfoKind, infoLines } from "./info.ts";
import { configureLogs, PlannedJob, textAt } from "./job.ts";
import { Logs } from "./logging.ts";
import { reportError } from "./report-error.ts";
import { claimFolder, refuseUsedFolder } from "./run-folder.ts";
import { type Point, sweepBatches } from "./sweeper.ts";

/**
 * Parses, composes, checks and runs.
 *
 * @param argv without the program's name
 * @returns the exit code: 0, 1 for an error, 2 for a mistake in the command line itself
 */
export async function runApplication(
  application: Application,
  argv: readonly string[],
  surroundings: Surroundings = processSurroundings(),
): Promise<number> {
  let args: Arguments;
  try {
    args = parseArguments(argv);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const fix = error.fix === undefined ? "" : `  try:   ${error.fix}\n`;
    surroundings.stderr(`${usageText(application.name)}\n${fix}${application.name}: error: ${error.message}\n`);
    return 2;
  }
  const session = new Session(application, args, surroundings);
  try {
    await session.run();
    return 0;
  } catch (error) {
    reportError(error, surroundings);
    return 1;
  } finally {
    session.close();
  }
}

class Session {
  readonly #application: Application;
  readonly #args: Arguments;
  readonly #surroundings: Surroundings;
  readonly #logs: Logs;
  readonly #warned = new Set<string>();

  constructor(application: Application, args: Arguments, surroundings: Surroundings) {
    this.#application = application;
    this.#args = args;
    this.#surroundings = surroundings;
    this.#logs = new Logs(surroundings);
  }

  close(): void {
    this.#logs.close();
  }

  async run(): Promise<void> {
    const args = this.#args;
    const { stdout } = this.#surroundings;
    if (args.version) {
      const { name, version, versionLine } = this.#application;
      return stdout(`${versionLine ?? `${name} ${version}`}\n`);
    }
    this.#refuseContradictions();
    if (args.help) return stdout(`${appHelp(this.#compose(), this.#application.name, args.resolve)}\n`);
    if (args.hydraHelp) {
      return stdout(`${hydraHelp(this.#compose({ configName: null }), this.#application.name)}\n`);
    }
    if (args.cfg !== undefined) return this.#showConfig(args.cfg);
    if (args.info !== undefined) return this.#showInfo(args.info as InfoKind);
    const { mode, overrides } = this.#mode();
    return mode === "MULTIRUN" ? this.#multirun(overrides) : this.#single(overrides);
  }

  #refuseContradictions(): void {
    const { configDir, configPath, cfg, info, run, multirun, shellCompletion, resolve: resolves, help } = this.#args;
    if (/\.ya?ml$/.test(configPath ?? "")) {
      const problem = `--config-path ${configPath} names a file, and must name a folder`;
      throw new FixableError({ code: "config/bad-command", problem, fix: "--config-path FOLDER --config-name NAME" });
    }
    const folder = configDir === undefined ? undefined : resolve(configDir);
    if (folder !== undefined && !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
      const problem = `the additional config folder ${folder} does not exist`;
      throw new FixableError({ code: "config/no-config-folder", problem, where: "--config-dir" });
    }
    if (resolves && cfg === undefined && !help) {
      const problem = "--resolve says how --cfg or --help print the config, and neither is there";
      throw new FixableError({ code: "config/bad-command", problem, fix: "--cfg job --resolve" });
    }
    if (help) return;
    const commands = [run, multirun, cfg !== undefined, info !== undefined, shellCompletion].filter(Boolean);
    if (commands.length > 1 && !this.#args.hydraHelp) {
      const problem = "only one of --run, --multirun, --cfg, --info and --shell-completion can be asked for at once";
      throw new FixableError({ code: "config/bad-command", problem });
    }
  }

  #request(changes: Partial<CompositionRequest> = {}): CompositionRequest {
    const { configPath, configDir, configName, overrides } = this.#args;
    const { configFolder } = this.#application;
    const main = configPath === undefined || isAbsolute(configPath) ? configPath : join(configFolder, "..", configPath);
    const folders: SearchedFolder[] = [{ provider: "main", path: main ?? configFolder }];
    if (configDir !== undefined) folders.push({ provider: "command-line", path: resolve(configDir) });
    return {
      folders,
      configName: configName ?? this.#application.configName,
      overrides,
      jobName: this.#application.name,
      environment: this.#surroundings.environment,
      now: this.#surroundings.now,
      ...changes,
    };
  }

  #compose(changes: Partial<CompositionRequest> = {}): Composition {
    const composition = composeConfig(this.#request(changes));
    for (const warning of composition.warnings) {
      if (!this.#warned.has(warning)) this.#surroundings.stderr(`warning: ${warning}\n`);
      this.#warned.add(warning);
    }
    return composition;
  }

  #showConfig(part: "job" | "hydra" | "all"): void {
    const composition = this.#compose();
    const { stdout } = this.#surroundings;
    const tree = treeOf(composition, part);
    if (part === "hydra") {
      const hydra = tree.get("hydra");
      if (hydra instanceof DictNode) for (const key of ["help", "hydra_help"]) hydra.remove(key);
    }
    const wanted = this.#args.package === "_global_" ? undefined : this.#args.package;
    const found = wanted === undefined ? tree : select(tree, wanted, composition.context);
    if (found === undefined || (found instanceof ValueNode && found.isNone)) {
      const near = nearestKeys(tree, wanted!).map((path) => `--package ${path}`);
      const problem = `the config has no package "${wanted}"`;
      throw new FixableError({
        code: "config/unknown-key",
        problem,
        where: "--package",
        fix: near.join(" or ") || undefined,
      });
    }
    if (!isContainer(found)) {
      stdout(`${pythonStr(found.collection ?? found.value)}\n`);
      return;
    }
    if (this.#args.resolve) resolveInPlace(found, composition.context);
    stdout(`${wanted === undefined ? "" : `# @package ${wanted}\n`}${yamlOf(found)}`);
  }

  #showInfo(kind: InfoKind): void {
    for (const line of infoLines(kind, this.#compose())) this.#surroundings.stdout(`${line}\n`);
  }

  /** What `hydra.mode` and the flags say; a config that cannot be composed says nothing. */
  #mode(): { mode: "RUN" | "MULTIRUN"; overrides: string[] } {
    const overrides = [...this.#args.overrides];
    let configured: string | undefined;
    try {
      const { hydra } = composeConfig(this.#request({ mode: "multirun", checkSweeps: false }));
      const node = hydra.get("mode");
      if (node instanceof ValueNode && node.value instanceof EnumMember) configured = node.value.name;
    } catch (error) {
      if (!(error instanceof FixableError)) throw error;
    }
    if (configured === undefined || (this.#args.multirun && configured === "RUN")) {
      if (configured === "RUN") this.#surroundings.stderr("warning: --multirun is stronger than hydra.mode=RUN\n");
      const mode = this.#args.multirun ? "MULTIRUN" : "RUN";
      return { mode, overrides: [...overrides, `hydra.mode=${mode}`] };
    }
    return { mode: configured as "RUN" | "MULTIRUN", overrides };
  }

  #startLogs(composition: Composition): void {
    configureLogs(this.#logs, composition, "hydra_logging");
    if (!this.#logs.isDebug("hydra._internal.hydra")) return;
    const logger = this.#logs.logger("hydra._internal.hydra");
    for (const line of infoLines("all", composition)) logger.debug(line);
  }

  async #single(overrides: readonly string[]): Promise<void> {
    const composition = this.#compose({ overrides });
    const job = new PlannedJob(composition, this.#logs);
    refuseUsedFolder(job.wish);
    await this.#check([job]);
    this.#startLogs(composition);
    await job.run(this.#application).catch((error: unknown) => {
      this.#reportJob(job);
      throw error;
    });
  }

  async #multirun(overrides: readonly string[]): Promise<void> {
    const sweep = this.#compose({ overrides, mode: "multirun" });
    const batches = sweepBatches(sweep);
    const planned = this.#plan(sweep, batches);
    await this.#check(planned.flat());
    this.#startLogs(sweep);
    const sweepFolder = this.#sweepFolder(sweep);
    writeFileSync(join(sweepFolder, "multirun.yaml"), yamlOf(sweep.root));
    for (const [index, jobs] of planned.entries()) await this.#launch(sweep, batches[index]!, jobs);
  }

  /** Every point composed, before any is run: a mistake in the last one costs nothing. */
  #plan(sweep: Composition, batches: readonly (readonly Point[])[]): PlannedJob[][] {
    let num = 0;
    return batches.map((batch) =>
      batch.map((point) => {
        const composition = this.#compose({ overrides: [...sweep.overrides.hydra, ...point] });
        return new PlannedJob(withNumber(composition, num), this.#logs, num++);
      }),
    );
  }

  #sweepFolder(sweep: Composition): string {
    const folder = resolve(textAt(sweep, "sweep.dir") ?? "None");
    return claimFolder({ folder, isFixed: true });
  }

  async #launch(sweep: Composition, batch: readonly Point[], jobs: readonly PlannedJob[]): Promise<void> {
    configureLogs(this.#logs, sweep, "hydra_logging");
    const logger = this.#logs.logger("hydra._internal.core_plugins.basic_launcher");
    logger.info(`Launching ${jobs.length} jobs locally`);
    let failure: { error: unknown; job: PlannedJob } | undefined;
    for (const [index, job] of jobs.entries()) {
      const shown = batch[index]!.filter((text) => !text.startsWith("hydra."));
      logger.info(`\t#${job.num} : ${shown.join(" ")}`);
      await job.run(this.#application).catch((error: unknown) => {
        failure ??= { error, job };
      });
      configureLogs(this.#logs, sweep, "hydra_logging");
    }
    if (failure === undefined) return;
    this.#reportJob(failure.job);
    throw failure.error;
  }

  async #check(jobs: readonly PlannedJob[]): Promise<void> {
    for (const job of jobs) refuseUsedFolder(job.wish);
    if (this.#application.check === undefined) return;
    for (const job of jobs) {
      job.refuseMissing();
      await this.#application.check(job);
    }
  }

  #reportJob(job: PlannedJob): void {
    this.#surroundings.stderr(
      `Error executing job with overrides: [${job.overrides.task.map((text) => `'${text}'`).join(", ")}]\n`,
    );
  }
}

function withNumber(composition: Composition, num: number): Composition {
  const job = composition.hydra.get("job");
  for (const key of ["id", "num"]) if (job instanceof DictNode) setKey(job, key, BigInt(num), { kind: "built-in" });
  return composition;
}
