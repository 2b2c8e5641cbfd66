/** @file What makes further trials of a search: its rules, and the command line that their configs are composed from. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  type Application,
  type ClaimableJob,
  type Composition,
  type Job,
  type MorePoints,
  type PlainConfig,
  processSurroundings,
  reopenSweep,
  resolvedContent,
  toPlain,
} from "#config";
import { FixableError } from "#utils/fixable-error.ts";
import { freezing } from "../frozen-point.ts";
import type { Launcher } from "../launchers/launcher.ts";
import type { FrozenPoint, SweepManifest } from "../manifest.ts";
import { openSweeper } from "../sweepers/index.ts";
import { newPoint, type Search } from "./search.ts";
import type { Trial } from "./trial.ts";

export interface ProposerParts {
  readonly search: Search;
  readonly plan: MorePoints["plan"];
  check(job: Job): Promise<void>;
  freeze(job: Job): FrozenPoint;
}

export class Proposer {
  readonly #parts: ProposerParts;

  constructor(parts: ProposerParts) {
    this.#parts = parts;
  }

  get space(): Search["space"] {
    return this.#parts.search.space;
  }

  /**
   * Composed, and its folder is not made.
   *
   * @param trials those that have ended
   * @throws FixableError `config/…`
   */
  propose({ points }: SweepManifest, trials: readonly Trial[]): ClaimableJob {
    const { search, plan } = this.#parts;
    const number = points.length;
    const place = (attempt: number) => search.propose(number, trials, attempt);
    const known = points.map(({ overrides }) => overrides);
    return plan(newPoint(search.space, place, known), number);
  }

  /** @returns why its parts do not fit together, where they do not: that is a result as well */
  async problemOf(job: Job): Promise<FixableError | undefined> {
    try {
      await this.#parts.check(job);
    } catch (error) {
      if (error instanceof FixableError) return error;
      throw error;
    }
    return undefined;
  }

  freeze(job: Job): FrozenPoint {
    return this.#parts.freeze(job);
  }
}

/** One whose further trials are checked as its first ones were. */
export interface SearchingApplication extends Application {
  check(job: Job): Promise<void>;
}

/**
 * A search that is taken up again composes its further trials from the same command line, in the same folder, on the same
 * configs.
 *
 * @throws FixableError `hpc/other-configs`, `config/…`
 */
export async function reopenProposer(
  folder: string,
  manifest: SweepManifest,
  { launcher, application }: { readonly launcher: Launcher; readonly application: SearchingApplication },
): Promise<Proposer> {
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
  if (search && isSame) return new Proposer({ search, plan, check: application.check, freeze });
  throw new FixableError({
    code: "hpc/other-configs",
    problem:
      "the configs are others than when the search began, so its further points would not compare with the first; put configs/ back to what it was, or begin another search",
    where: folder,
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
