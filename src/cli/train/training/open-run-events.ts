/** @file The events of a training, which its loop may have no use for; read once for all trainings of a process. */
import { type EventSource, noEvents, openEvents } from "#data";
import { trainingLoops } from "#training-loops";
import type { TrainConfig } from "../train-config.ts";

/** @throws FixableError `data/…` */
export async function openRunEvents({ loop, data, compat, phase1 }: TrainConfig): Promise<EventSource> {
  if (!trainingLoops[loop].needsEvents) return noEvents("vectors made in memory");
  return openEvents(data, { compat, seed: phase1.trainer.seed });
}

/** Points of a sweep mostly share their events, whatever their seeds. */
export class SharedEvents {
  readonly #sources = new Map<string, Promise<EventSource>>();

  /** @throws FixableError `data/…` */
  async open(config: TrainConfig): Promise<EventSource> {
    const { loop, data, compat, phase1 } = config;
    const key = JSON.stringify([trainingLoops[loop].needsEvents, data, compat]);
    const source = this.#sources.get(key) ?? openRunEvents(config);
    this.#sources.set(key, source);
    return (await source).withSeed(phase1.trainer.seed);
  }
}
