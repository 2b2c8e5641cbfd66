/** @file The door of data: files → batches of events. To add a source: write its file, then its line in `dataSources`. */
import { type Infer, schema } from "#config/schema";
import type { Compat, EventSource, RawEvents, SourceOptions } from "./event-source.ts";
import { h5TokensConfig, openH5Tokens, readH5Tokens } from "./h5-tokens.ts";
import { openSynthetic, simulateSynthetic, syntheticConfig } from "./synthetic.ts";

export { type ClassWeights, classWeights, eventWeights } from "./class-weights.ts";
export {
  type CollisionColumns,
  type EventBatch,
  type EventSizes,
  OBJECT_TYPES,
  SPLITS,
  type Split,
} from "./event-batch.ts";
export { type EventLayout, eventLayout } from "./event-layout.ts";
export {
  type Compat,
  type EventProvenance,
  type EventSource,
  eventSource,
  type RawEvents,
  type SourceOptions,
} from "./event-source.ts";
export { type H5TokensConfig, h5TokensConfig } from "./h5-tokens.ts";
export { type H5Writer, writeH5 } from "./h5-writer.ts";
export { noEvents } from "./no-events.ts";
export {
  FOUR_TOP_PROCESSES,
  GENERATOR_VERSION,
  PROCESS_NAMES,
  type ProcessName,
  processes,
  type SampleWish,
  SELECTIONS,
  type Selection,
  type SimulatedRows,
  simulateRows,
} from "./simulation/index.ts";
export { type SyntheticConfig, syntheticConfig } from "./synthetic.ts";
export {
  type EventTransform,
  type TransformDescription,
  type TransformedEvents,
  transformFromDescription,
  transforms,
} from "./transforms/index.ts";
export { type EnergyUnit, fromGeV, LOG_MEV_PER_GEV, toGeV, UNITS, wrapPhi } from "./units.ts";

/** Every source of events there is, by `data.kind`. */
export const dataSources = {
  h5_tokens: { config: h5TokensConfig, open: openH5Tokens, read: readH5Tokens },
  synthetic: { config: syntheticConfig, open: openSynthetic, read: simulateSynthetic },
} as const;

/** The group `data` of a config. */
export const dataConfig = schema.discriminatedUnion("kind", [
  dataSources.h5_tokens.config,
  dataSources.synthetic.config,
]);
export type DataConfig = Infer<typeof dataConfig>;

/**
 * Reads (or simulates), checks and transforms all events, so that nothing can go wrong with them while training.
 *
 * @throws FixableError `data/…`, naming file, data set, row and column
 */
export async function openEvents(config: DataConfig, options: SourceOptions): Promise<EventSource> {
  switch (config.kind) {
    case "h5_tokens":
      return dataSources.h5_tokens.open(config, options);
    case "synthetic":
      return dataSources.synthetic.open(config, options);
  }
}

/**
 * The events as they stand in the file, in its unit, checked: what `eventSource` transforms.
 *
 * @throws FixableError `data/…`, naming file, data set, row and column
 */
export async function readRawEvents(config: DataConfig, compat: Compat): Promise<RawEvents> {
  switch (config.kind) {
    case "h5_tokens":
      return dataSources.h5_tokens.read(config, compat);
    case "synthetic":
      return dataSources.synthetic.read(config, compat);
  }
}
