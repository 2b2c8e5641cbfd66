/**
 * @file Where a training gets its events from: three splits, transformed once and held in flat arrays.
 * The order of the training events depends on (seed, epoch) alone, so a resumed run sees what it would have seen.
 */
import { FixableError } from "#utils/fixable-error.ts";
import { type EventSizes, SPLITS, type Split } from "./event-batch.ts";
import type { EventTable } from "./event-table.ts";
import { type HeldEvents, heldEvents } from "./held-events.ts";
import { typesOfAll, typesOfTraining } from "./object-types.ts";
import {
  type EventTransform,
  type TransformDescription,
  transformFromDescription,
  transforms,
} from "./transforms/index.ts";
import type { EnergyUnit } from "./units.ts";
import { warningsAbout } from "./warnings.ts";

/** `reference` gives the arithmetic of the Python system, `none` the right one. */
export type Compat = "none" | "reference";

export interface EventSource extends HeldEvents {
  readonly sizes: EventSizes;
  /** Number of events of each split. */
  readonly counts: Readonly<Record<Split, number>>;
  readonly transform: EventTransform;
  readonly provenance: EventProvenance;
  /** What looks suspicious about the events without being wrong; for people, one sentence each. */
  readonly warnings: readonly string[];
  /** Names of classes by their labels, as far as the events say. */
  readonly classNames: Readonly<Record<string, string>>;
  /** The same events, shared, in the order of another seed; unchanged where `data.seed` fixes the order. */
  withSeed(seed: number): EventSource;
}

/** Which events these were; plain JSON, kept in a run's `meta.json`. */
export interface EventProvenance {
  readonly path: string;
  /** Of the whole file; of the simulated numbers for events made in memory. */
  readonly sha256: string;
  readonly unit: EnergyUnit;
  readonly datasets: Readonly<Record<string, string>>;
  readonly counts: Readonly<Record<Split, number>>;
}

export interface SourceOptions {
  readonly compat: Compat;
  /** Of the order of the training events. */
  readonly seed: number;
  /** What another run's transform said of itself; learned from these events if left out. */
  readonly transform?: TransformDescription | undefined;
}

/** Events as they were read or simulated, checked. */
export interface RawEvents {
  readonly splits: Readonly<Record<Split, EventTable & { readonly labels: Int32Array | null }>>;
  /** One an event; undefined where all count the same. */
  readonly weights?: Readonly<Record<Split, Float32Array>> | undefined;
  /** Names of classes by their labels, as far as the events say. */
  readonly classNames: Readonly<Record<string, string>>;
  readonly tokens: number;
  readonly unit: EnergyUnit;
  readonly provenance: Omit<EventProvenance, "counts" | "unit">;
}

/**
 * @throws FixableError `data/empty` when no training event has an object, `data/bad-transform`, `data/other-transform`
 *   when a given transform expects another unit, width or compatibility, `data/unseen-type` (only with `reference`)
 */
export function eventSource(raw: RawEvents, { compat, seed, transform: given }: SourceOptions): EventSource {
  const { splits, tokens, unit } = raw;
  const kind = compat === "reference" ? "reference" : "physics";
  const transform = given
    ? mustFit(transformFromDescription(given), { kind, unit, tokens }, splits.train.name)
    : transforms[kind].fit(splits.train.rows, splits.train.count, tokens, unit);
  const bySplit = <T>(of: (split: Split) => T): Record<Split, T> => ({
    train: of("train"),
    val: of("val"),
    test: of("test"),
  });
  const events = bySplit((split) => ({
    ...transform.apply(splits[split].rows, splits[split].count),
    ...(raw.weights && { weights: raw.weights[split] }),
  }));
  const counts = bySplit((split) => splits[split].count);
  const warnings = SPLITS.flatMap((split) => warningsAbout(splits[split], tokens, unit));
  if (events.train.ids.every((id) => id === 0))
    throw new FixableError({
      code: "data/empty",
      problem: `none of the ${counts.train} training events has an object`,
      where: splits.train.name,
    });

  const labels = bySplit((split) => splits[split].labels);
  const source = {
    sizes: {
      tokens,
      features: transform.features.length,
      globals: transform.globalFeatures.length,
      types: compat === "reference" ? typesOfTraining(splits, tokens) : typesOfAll(splits, tokens),
    },
    counts,
    transform,
    classNames: raw.classNames,
    provenance: { ...raw.provenance, unit, counts },
    warnings,
  };
  const ordered = (by: number): EventSource => ({ ...source, ...heldEvents(events, labels, by), withSeed: ordered });
  return ordered(seed);
}

function mustFit(
  transform: EventTransform,
  expected: { kind: TransformDescription["kind"]; unit: EnergyUnit; tokens: number },
  where: string,
): EventTransform {
  const { kind, unit, n_tokens } = transform.describe();
  if (kind === expected.kind && unit === expected.unit && n_tokens === expected.tokens) return transform;
  throw new FixableError({
    code: "data/other-transform",
    problem:
      `the transform given is ${kind} for ${n_tokens} tokens in ${unit}, ` +
      `the events are to be ${expected.kind}, ${expected.tokens} tokens in ${expected.unit}`,
    where,
    fix: unit === expected.unit ? undefined : `data.unit=${unit}`,
  });
}
