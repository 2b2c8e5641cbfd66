/** @file A search while it runs: each further point is made from the results so far. */
import type { ClaimableJob, MorePoints } from "#config";
import {
  addPoint,
  type FrozenPoint,
  type ManifestPoint,
  newPoint,
  noteExit,
  readTrials,
  type Search,
  type SweepManifest,
  type Trial,
} from "#hpc";
import { FixableError } from "#utils/fixable-error.ts";

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

function fixableOnly(error: unknown): FixableError {
  if (error instanceof FixableError) return error;
  throw error;
}
