/** @file Which batches an epoch takes: all of them, the first few, or the same few again and again. */
import type { Split } from "#data";
import type { TrainerConfig } from "../trainer-config.ts";

/** Events of a file and vectors out of thin air alike. */
interface BatchSource<B> {
  readonly counts: Readonly<Record<Split, number>>;
  batches(split: Split, epoch: number, batchSize: number, from?: number): Iterable<B>;
}

/** Of an epoch that learns the same batches again and again, however many there are in the file. */
const STEPS_BY_HEART = 100;

export class ChosenBatches<B> {
  /** Of one training epoch. */
  readonly count: number;
  /** Training events of one epoch, those that come again counted again. */
  readonly events: number;
  /** Events of the whole pass over the test split. */
  readonly testEvents: number;
  /** Whether the training only looks if everything runs (`limit_batches`). */
  readonly isLimited: boolean;
  readonly #source: BatchSource<B>;
  readonly #trainer: TrainerConfig;

  constructor(source: BatchSource<B>, trainer: TrainerConfig) {
    const { batch_size, limit_batches, overfit_batches } = trainer;
    this.#source = source;
    this.#trainer = trainer;
    const all = overfit_batches === null ? Math.ceil(source.counts.train / batch_size) : STEPS_BY_HEART;
    this.count = Math.min(all, limit_batches ?? Infinity);
    this.events =
      overfit_batches === null ? Math.min(source.counts.train, this.count * batch_size) : this.count * batch_size;
    this.isLimited = limit_batches !== null;
    this.testEvents = Math.min(source.counts.test, (limit_batches ?? Infinity) * batch_size);
  }

  /** The first batch of a pass. */
  first(split: Split): B {
    const [first] = this.of(split, 0);
    return first!;
  }

  /** @param from the first batch to give: those before it are not even gathered */
  of(split: Split, epoch: number, from = 0): Iterable<B> {
    const { batch_size, limit_batches, overfit_batches } = this.#trainer;
    if (overfit_batches === null || split === "test")
      return first(this.#source.batches(split, epoch, batch_size, from), (limit_batches ?? Infinity) - from);
    const few = first(this.#source.batches("train", 0, batch_size), overfit_batches);
    return split === "train" ? again(few, from, this.count) : few;
  }
}

function* first<T>(items: Iterable<T>, limit: number): Generator<T> {
  if (limit <= 0) return;
  let taken = 0;
  for (const item of items) {
    yield item;
    if (++taken >= limit) return;
  }
}

function* again<T>(items: Iterable<T>, from: number, to: number): Generator<T> {
  const kept = [...items];
  for (let i = from; i < to; i++) yield kept[i % kept.length]!;
}
