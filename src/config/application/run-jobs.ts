/** @file Running: one job, or the jobs of a sweep one after another; every point is checked before the first starts. */
import { resolve } from "node:path";
import { FixableError } from "#utils/fixable-error.ts";
import { type Composition, composeConfig } from "../compose/compose.ts";
import { type PlainConfig, toPlain } from "../plain-config.ts";
import { EnumMember } from "../python/value.ts";
import { setKey } from "../tree/assign.ts";
import { resolvedContent } from "../tree/content.ts";
import { DictNode, ValueNode } from "../tree/node.ts";
import type { MorePoints } from "./application.ts";
import { yamlOf } from "./config-text.ts";
import { dryRunLines } from "./dry-run.ts";
import { infoLines } from "./info.ts";
import { configureLogs, isNamed, PlannedJob, textAt } from "./job.ts";
import { Logs } from "./logging.ts";
import { claimSweepFolder, folderInUse, holdsRun } from "./run-folder.ts";
import type { Session } from "./session.ts";
import { basicPoints, batchesOf, type Point } from "./sweeper.ts";

/** @throws FixableError before anything is made; whatever a task throws */
export async function runJobs(session: Session): Promise<void> {
  const logs = new Logs(session.surroundings);
  const runner = new Runner(session, logs);
  try {
    const { mode, overrides } = runner.mode();
    if (mode === "MULTIRUN") await runner.multirun(overrides);
    else await runner.single(overrides);
  } finally {
    logs.close();
  }
}

/**
 * The sweep of a command line, composed again to make more points of it.
 *
 * @param folder of the sweep, as it was made
 * @throws FixableError `config/…`
 */
export function reopenSweep(session: Session, folder: string): MorePoints {
  return new Runner(session, new Logs(session.surroundings)).reopened(folder);
}

class Runner {
  readonly #session: Session;
  readonly #logs: Logs;

  constructor(session: Session, logs: Logs) {
    this.#session = session;
    this.#logs = logs;
  }

  /** What `hydra.mode` and the flags say; a config that cannot be composed says nothing. */
  mode(): { mode: "RUN" | "MULTIRUN"; overrides: string[] } {
    const { args, surroundings } = this.#session;
    const configured = this.#configuredMode();
    if (configured !== undefined && !(args.multirun && configured === "RUN")) {
      return { mode: configured, overrides: [...args.overrides] };
    }
    if (configured !== undefined) surroundings.stderr("warning: --multirun is stronger than hydra.mode=RUN\n");
    const mode = args.multirun ? "MULTIRUN" : "RUN";
    return { mode, overrides: [...args.overrides, `hydra.mode=${mode}`] };
  }

  #configuredMode(): "RUN" | "MULTIRUN" | undefined {
    try {
      const { hydra } = composeConfig(this.#session.request({ mode: "multirun", checkSweeps: false }));
      const node = hydra.get("mode");
      if (!(node instanceof ValueNode) || !(node.value instanceof EnumMember)) return undefined;
      return node.value.name as "RUN" | "MULTIRUN";
    } catch (error) {
      if (error instanceof FixableError) return undefined;
      throw error;
    }
  }

  async single(overrides: readonly string[]): Promise<void> {
    const composition = this.#session.compose({ overrides });
    const job = new PlannedJob(composition, this.#logs);
    const [wanted] = await this.#checked([job]);
    if (this.#session.args.dryRun) {
      this.#session.print(dryRunLines([job], this.#session.surroundings.columns));
      return;
    }
    this.#startLogs(composition);
    if (wanted === undefined) return;
    await job.run(this.#session.application);
  }

  async multirun(overrides: readonly string[]): Promise<void> {
    const sweep = this.#session.compose({ overrides, mode: "multirun" });
    const { application } = this.#session;
    const launch = await application.launcher?.(configAt(sweep, "launcher"), sweep);
    const made = await application.sweeper?.(configAt(sweep, "sweeper"), sweep);
    const batches = batchesOf(made?.points ?? basicPoints(sweep), sweep);
    const start = performance.now();
    const planned = this.#plan(sweep, batches);
    const wanted = new Set(await this.#checked(planned.flat()));
    await this.#checked(this.#plan(sweep, [made?.probes ?? []]).flat());
    const seconds = (performance.now() - start) / 1000;
    if (this.#session.args.dryRun) {
      const folder = resolve(textAt(sweep, "sweep.dir") ?? "None");
      const whole = { folder, jobs: planned.flat(), ...this.#morePoints(sweep, folder) };
      const submission = launch && (await application.submission?.(configAt(sweep, "launcher"), whole));
      this.#session.print(dryRunLines(planned.flat(), this.#session.surroundings.columns));
      this.#session.print([made?.note, submission && `\n${submission}`].filter((text) => text !== undefined));
      return;
    }
    this.#startLogs(sweep);
    const folder = this.#makeSweepFolder(sweep, planned.flat());
    if (launch !== undefined) {
      const jobs = planned.flat().filter((job) => wanted.has(job));
      for (const job of jobs) job.claim();
      await launch({ folder, jobs, ...this.#morePoints(sweep, folder) });
      return;
    }
    const sweeperLog = this.#logs.logger("hydra._internal.core_plugins.basic_sweeper");
    for (const [index, jobs] of planned.entries()) {
      const share = (seconds * jobs.length) / Math.max(wanted.size, 1);
      const rate = (jobs.length / Math.max(share, 1e-9)).toFixed(2);
      sweeperLog.debug(`Validated configs of ${jobs.length} jobs in ${share.toFixed(2)} seconds, ${rate} / second)`);
      await this.#launch(sweep, { points: batches[index]!, jobs, wanted });
    }
  }

  /** Of a sweep that was begun with the same command line. @param folder of the sweep, as it was made */
  reopened(folder: string): MorePoints {
    return this.#morePoints(this.#session.compose({ overrides: this.mode().overrides, mode: "multirun" }), folder);
  }

  #morePoints(sweep: Composition, folder: string): MorePoints {
    const wish = resolve(textAt(sweep, "sweep.dir") ?? "None");
    return {
      sweep,
      plan: (point, number) => {
        const job = this.#job(sweep, point, number);
        job.moveBelow(wish, folder);
        job.refuseMissing();
        return job;
      },
    };
  }

  /** Every point composed, before any is run: a mistake in the last one costs nothing. */
  #plan(sweep: Composition, batches: readonly (readonly Point[])[]): PlannedJob[][] {
    let num = 0;
    return batches.map((batch) => batch.map((point) => this.#job(sweep, point, num++)));
  }

  #job(sweep: Composition, point: Point, num: number): PlannedJob {
    const composition = this.#session.compose({ overrides: [...sweep.overrides.hydra, ...point] });
    return new PlannedJob(withNumber(composition, num), this.#logs, num);
  }

  /** The jobs to run: those of folders in use only where the application says so. */
  async #checked(jobs: readonly PlannedJob[]): Promise<PlannedJob[]> {
    const { application } = this.#session;
    const wanted: PlannedJob[] = [];
    for (const job of jobs) {
      const isUsed = job.wish.isFixed && holdsRun(job.wish.folder);
      const answer = isUsed ? ((await application.whenFolderInUse?.(job)) ?? "refuse") : "run";
      if (answer === "refuse") throw folderInUse(job.wish.folder, namedFolder(job));
      if (answer === "run") wanted.push(job);
    }
    if (application.check === undefined) return wanted;
    for (const job of jobs) {
      job.refuseMissing();
      await application.check(job);
    }
    return wanted;
  }

  #makeSweepFolder(sweep: Composition, jobs: readonly PlannedJob[]): string {
    const folder = resolve(textAt(sweep, "sweep.dir") ?? "None");
    const isFixed = isNamed(sweep, "hydra.sweep.dir");
    const claimed = claimSweepFolder({ folder, key: "hydra.sweep.dir", isFixed }, yamlOf(sweep.root));
    if (claimed !== folder) for (const job of jobs) job.moveBelow(folder, claimed);
    return claimed;
  }

  async #launch(sweep: Composition, batch: Batch): Promise<void> {
    configureLogs(this.#logs, sweep, "hydra_logging");
    const logger = this.#logs.logger("hydra._internal.core_plugins.basic_launcher");
    logger.info(`Launching ${batch.jobs.length} jobs locally`);
    let failure: { error: unknown; job: PlannedJob } | undefined;
    for (const [index, job] of batch.jobs.entries()) {
      const shown = batch.points[index]!.filter((text) => !text.startsWith("hydra."));
      const isWanted = batch.wanted.has(job);
      logger.info(`\t#${job.num} : ${shown.join(" ")}${isWanted ? "" : " (is there already)"}`);
      if (!isWanted) continue;
      await job.run(this.#session.application).catch((error: unknown) => {
        failure ??= { error, job };
      });
      configureLogs(this.#logs, sweep, "hydra_logging");
    }
    if (failure === undefined) return;
    // which of the jobs it was; of a single run the command line says that
    const texts = failure.job.overrides.task.map((text) => `'${text}'`).join(", ");
    this.#session.surroundings.stderr(`Error executing job with overrides: [${texts}]\n`);
    throw failure.error;
  }

  #startLogs(composition: Composition): void {
    configureLogs(this.#logs, composition, "hydra_logging");
    if (!this.#logs.isDebug("hydra._internal.hydra")) return;
    const logger = this.#logs.logger("hydra._internal.hydra");
    for (const line of infoLines("all", composition)) logger.debug(line);
  }
}

interface Batch {
  readonly points: readonly Point[];
  readonly jobs: readonly PlannedJob[];
  readonly wanted: ReadonlySet<PlannedJob>;
}

/** What the command line named, and by which key. */
function namedFolder({ wish, composition }: PlannedJob): { readonly key: string; readonly folder: string } {
  const folder = wish.key === "hydra.run.dir" ? wish.folder : resolve(textAt(composition, "sweep.dir") ?? "None");
  return { key: wish.key, folder };
}

function configAt(sweep: Composition, key: "launcher" | "sweeper"): PlainConfig {
  const node = sweep.hydra.get(key);
  return node ? (toPlain(resolvedContent(node, sweep.context)) as PlainConfig) : {};
}

function withNumber(composition: Composition, num: number): Composition {
  const job = composition.hydra.get("job");
  for (const key of ["id", "num"]) if (job instanceof DictNode) setKey(job, key, BigInt(num), { kind: "built-in" });
  return composition;
}
