/** @file The events of a training, which its loop may have no use for. */
import { type EventSource, noEvents, openEvents } from "#data";
import { trainingLoops } from "#training-loops";
import type { TrainConfig } from "../train-config.ts";

/** @throws FixableError `data/…` */
export async function openRunEvents({ loop, data, compat, phase1 }: TrainConfig): Promise<EventSource> {
  if (!trainingLoops[loop].needsEvents) return noEvents("vectors made in memory");
  return openEvents(data, { compat, seed: phase1.trainer.seed });
}
