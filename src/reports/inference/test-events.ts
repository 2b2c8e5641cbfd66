/** @file The test events of a run, as they stand in the file, with the transform its model was trained behind. */
import {
  type Compat,
  type EventBatch,
  type EventSizes,
  eventLayout,
  eventSource,
  readRawEvents,
  type TransformDescription,
} from "#data";
import { assertSameEvents, type RunSettings } from "#stored-runs";
import type { FileEvents } from "./corruptions/index.ts";

export interface TestEvents {
  readonly events: FileEvents;
  /** One an event, or null where the file has none. */
  readonly labels: Int32Array | null;
  /** By label, as far as the events say. */
  readonly classNames: Readonly<Record<string, string>>;
  readonly sizes: EventSizes;
  readonly transform: TransformDescription;
  /** What a model reads of events like these. */
  readonly seen: (events: FileEvents) => EventBatch;
}

export interface TestEventsWish {
  /** The first ones; null takes all. */
  readonly maxSamples: number | null;
  /** Where the events are now; null for where the run found them. */
  readonly dataPath: string | null;
  /** `reference` learns the transform of a run that wrote none down from the first `maxSamples` training events, as the Python system does. */
  readonly compat: Compat;
}

/** @throws FixableError `data/…`, `stored-runs/other-data` where the file holds other events than the run read */
export async function openTestEvents(settings: RunSettings, wish: TestEventsWish): Promise<TestEvents> {
  const { compat, dataSha256 } = settings;
  const { dataPath, maxSamples } = wish;
  const moved = settings.data.kind === "h5_tokens" && dataPath !== null ? { path: dataPath } : {};
  const isLimited = wish.compat === "reference" && settings.data.kind === "h5_tokens" && maxSamples !== null;
  const raw = await readRawEvents(
    { ...settings.data, ...moved, ...(isLimited && { limit_samples: maxSamples }) },
    compat,
  );
  assertSameEvents(raw.provenance, dataSha256, "inference.data_path");
  const { sizes, transform } = eventSource(raw, { compat, seed: 0, transform: settings.transform ?? undefined });
  const { rows, count, labels } = raw.splits.test;
  const layout = eventLayout(raw.tokens);
  const taken = Math.min(count, maxSamples ?? count);
  const first = rows.slice(0, taken * layout.width);
  return {
    events: {
      rows: first,
      count: taken,
      layout,
      unit: settings.transform === null ? unitOf(first, taken, layout.objects) : raw.unit,
    },
    labels: labels?.slice(0, taken) ?? null,
    classNames: raw.classNames,
    sizes,
    transform: transform.describe(),
    seen: (events) => transform.apply(events.rows, events.count),
  };
}

/** Energies below e²⁰ MeV, 485 TeV, can only be logarithms: an old snapshot names no unit. */
const LARGEST_LOGARITHM = 20;

function unitOf(rows: Float32Array, count: number, firstEnergy: number): "GeV" | "logMeV" {
  const width = rows.length / count;
  for (let event = 0; event < count; event++) {
    for (let at = event * width + firstEnergy; at < (event + 1) * width; at += 4) {
      if (rows[at]! > LARGEST_LOGARITHM) return "GeV";
    }
  }
  return "logMeV";
}
