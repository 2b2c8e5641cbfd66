/** @file A search while it runs: each further point is made from the results so far. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  type ClaimableJob,
  type Composition,
  type MorePoints,
  type PlainConfig,
  processSurroundings,
  reopenSweep,
  resolvedContent,
  toPlain,
} from "#config";
import {
  addPoint,
  type FrozenPoint,
  type Launcher,
  type ManifestPoint,
  newPoint,
  noteExit,
  openSweeper,
  readTrials,
  type Search,
  type SweepManifest,
  type Trial,
} from "#hpc";
import { FixableError } from "#utils/fixable-error.ts";
import type { TrainApplication } from "../application.ts";
import { freezing } from "./frozen-point.ts";

export interface SearchParts {
  readonly folder: string;
  readonly search: Search;
  readonly plan: MorePoints["plan"];
  check(job: ClaimableJob): Promise<void>;
  freeze(job: ClaimableJob): FrozenPoint;
}

export class SearchRun {
  readonly #parts: SearchParts;
  #manifest: SweepManifest;
  readonly #ended = new Map<number, Trial>();
  /** One point is made after the other, so that none is made twice. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(manifest: SweepManifest, parts: SearchParts) {
    this.#manifest = manifest;
    this.#parts = parts;
  }

  get manifest(): SweepManifest {
    return this.#manifest;
  }

  /** @returns undefined when there are as many as wanted. @throws FixableError */
  more(): Promise<ManifestPoint | undefined> {
    const next = this.#last.catch(() => {}).then(() => this.#next());
    this.#last = next;
    return next;
  }

  async #next(): Promise<ManifestPoint | undefined> {
    const { folder, search, plan, check, freeze } = this.#parts;
    for (;;) {
      const { points } = this.#manifest;
      const number = points.length;
      if (number >= search.rules.n_trials) return undefined;
      const trials = readTrials(this.#manifest, { sweepFolder: folder, space: search.space, ended: this.#ended });
      const propose = (attempt: number) => search.propose(number, trials, attempt);
      const known = points.map(({ overrides }) => overrides);
      const job = plan(newPoint(search.space, propose, known), number);
      const problem = await check(job).then(() => undefined, fixableOnly);
      job.claim();
      this.#manifest = await addPoint(folder, this.#manifest, freeze(job));
      const point = this.#manifest.points[number]!;
      if (problem === undefined) return point;
      await noteExit(point, folder, problem.code); // parts that do not fit together are a result as well
    }
  }
}

/**
 * A search that is taken up again composes its further points from the same command line, on the same configs.
 *
 * @throws FixableError `hpc/other-configs`, `config/…`
 */
export async function reopenSearch(
  folder: string,
  manifest: SweepManifest,
  { launcher, application }: { readonly launcher: Launcher; readonly application: TrainApplication },
): Promise<SearchRun> {
  process.chdir(resolve(folder, manifest.working_folder));
  const surroundings = { ...processSurroundings(), now: new Date(manifest.created_at) };
  const { sweep, plan } = await reopenSweep(application, manifest.argv, folder, surroundings);
  const search = searchOf(sweep);
  const freeze = freezing(launcher, manifest.search!.n_trials);
  const [first] = manifest.points;
  const isSame =
    isDeepStrictEqual(search?.rules, manifest.search) &&
    first !== undefined &&
    withoutThreads(freeze(plan(first.overrides, 0)).files["config.yaml"]!) ===
      withoutThreads(readFileSync(join(folder, first.config, "config.yaml"), "utf8"));
  if (search && isSame) return new SearchRun(manifest, { folder, search, plan, check: application.check, freeze });
  throw new FixableError({
    code: "hpc/other-configs",
    problem:
      "the configs are others than when the search began, so its further points would not compare with the first",
    where: folder,
    fix: "put configs/ back to what it was, or begin another search",
  });
}

/** A search may go on on a machine with another number of cores. */
const withoutThreads = (yaml: string) => yaml.replace(/^threads: .*$/m, "");

/** @returns undefined where the sweeper of the command line is none that searches. @throws FixableError `config/…` */
export function searchOf(sweep: Composition): Search | undefined {
  const node = sweep.hydra.get("sweeper");
  const config = node ? (toPlain(resolvedContent(node, sweep.context)) as PlainConfig) : {};
  return openSweeper(config, sweep)?.search?.(sweep);
}

/** @throws FixableError `hpc/search-waits` where some of its points depend on results, and the launcher waits for none */
export function refuseToLearn({ begin, rules }: Search, config: PlainConfig, launcher: Launcher | undefined): void {
  if (begin.length === rules.n_trials || launcher?.waits) return;
  const kind = String(config["kind"] ?? "basic");
  throw new FixableError({
    code: "hpc/search-waits",
    problem: `hydra/sweeper=${rules.kind} learns from results what to try next, and hydra/launcher=${kind} does not wait for any (hydra/sweeper=random knows its points beforehand)`,
    where: "hydra.launcher",
    fix: "hydra/launcher=local",
  });
}

function fixableOnly(error: unknown): FixableError {
  if (error instanceof FixableError) return error;
  throw error;
}
