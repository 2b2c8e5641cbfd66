/** @file What a search is told, and what its manifest remembers of it. */
import { schema } from "#config/schema";
import type { AshaRules } from "./asha.ts";

/** Keys → sweeps, as typed on a command line; read as written, not by the validator. */
export const assignments = schema.record(schema.string(), schema.unknown());

/** The keys of `hydra.sweeper` that every search has. */
export const searchKeys = {
  params: assignments.nullable(),
  n_trials: schema.int().positive(),
  direction: schema.enum(["minimize", "maximize"]),
  /** A number of the validation; a trial is worth its best epoch. */
  metric: schema.string().min(1),
  seed: schema.int().min(0),
  asha: schema.strictObject({
    /** null: no trial is pruned. */
    min_epochs: schema.int().positive().nullable(),
    reduction_factor: schema.int().min(2),
  }),
};

/** As it stands in a manifest. */
export interface SearchRules {
  readonly kind: string;
  readonly n_trials: number;
  readonly direction: "minimize" | "maximize";
  readonly metric: string;
  readonly seed: number;
  readonly asha: { readonly min_epochs: number | null; readonly reduction_factor: number };
  /** What is searched over. */
  readonly keys: readonly string[];
  /** Of a search that learns: so many trials need no results. Of one that does not, all are known beforehand. */
  readonly n_startup_trials?: number;
}

/** Whether some trials are proposed only when there are results. */
export const isLearning = ({ n_startup_trials, n_trials }: SearchRules): boolean =>
  n_startup_trials !== undefined && n_startup_trials < n_trials;

/** @returns undefined where nothing is pruned */
export function ashaOf({ asha }: SearchRules): AshaRules | undefined {
  const { min_epochs, reduction_factor } = asha;
  return min_epochs === null ? undefined : { min_epochs, reduction_factor };
}

/** What lower is better of: the best of the epochs, turned round where more is better. Infinity where there is none. */
export function lossOf(history: readonly number[], { direction }: Pick<SearchRules, "direction">): number {
  const losses = direction === "minimize" ? history : history.map((value) => -value);
  return losses.reduce((best, loss) => (loss < best ? loss : best), Number.POSITIVE_INFINITY);
}
