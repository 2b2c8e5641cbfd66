/** @file The events that a training would read, chosen as on its command line: as they stand in the file, and as a model sees them. */
import { type EventSource, openEvents as open, type RawEvents, readRawEvents } from "#data";
import { composeTraining } from "./compose-training.ts";

/**
 * @param overrides `["data.path=/data/my_events.h5", "data.unit=MeV"]`, or `["data=synthetic"]` for events made in memory
 * @returns three splits, transformed; `events.transform.invert(events.first("train", 1000))` gives GeV and radians again
 * @throws FixableError `config/…`; `data/…`, naming file, data set, row and column
 */
export function openEvents(overrides: readonly string[] = []): Promise<EventSource> {
  const { data, compat, phase1 } = composeTraining(overrides);
  return open(data, { compat, seed: phase1.trainer.seed });
}

/** The rows of the file, in its units, checked: `eventLayout` says what stands where. @throws as `openEvents` */
export function readEvents(overrides: readonly string[] = []): Promise<RawEvents> {
  const { data, compat } = composeTraining(overrides);
  return readRawEvents(data, compat);
}
