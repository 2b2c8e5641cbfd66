/**
 * @file Transformed events in flat arrays, and batches gathered from them.
 * A file of its own so that what batches hold on to is the transformed events, not the rows they came from.
 */
import { RandomStream } from "#utils/seed.ts";
import type { EventBatch, Split } from "./event-batch.ts";

/** What a training asks for while it runs. */
export interface HeldEvents {
  /** One class label an event in the order of the file, or null where there are none. */
  labels(split: Split): Int32Array | null;
  /** Row numbers in the order an epoch takes them: shuffled for `train`, as in the file for the others. */
  order(split: Split, epoch: number): Int32Array;
  /**
   * One pass over a split in that order; the last batch may be short. Every batch has arrays of its own.
   *
   * @param from the first batch to give, 0 unless told
   */
  batches(split: Split, epoch: number, batchSize: number, from?: number): Iterable<EventBatch>;
  /** The same in an order given from outside: a replay, a sample, a part. */
  batchesOf(split: Split, rows: Int32Array, batchSize: number): Iterable<EventBatch>;
  /** The first `n` events in the order of the file, or all there are. */
  first(split: Split, n: number): EventBatch;
}

/** @param seed of the order of the training events */
export function heldEvents(
  events: Readonly<Record<Split, EventBatch>>,
  labels: Readonly<Record<Split, Int32Array | null>>,
  seed: number,
): HeldEvents {
  const gather = (split: Split, rows: Int32Array): EventBatch => {
    const from = events[split];
    return {
      size: rows.length,
      tokens: gatherRows(from.tokens, rows, from.size, Float32Array),
      ids: gatherRows(from.ids, rows, from.size, Int32Array),
      mask: gatherRows(from.mask, rows, from.size, Float32Array),
      globals: gatherRows(from.globals, rows, from.size, Float32Array),
      ...(from.weights && { weights: gatherRows(from.weights, rows, from.size, Float32Array) }),
    };
  };
  const inFileOrder = (count: number) => Int32Array.from({ length: count }, (_, row) => row);
  const order = (split: Split, epoch: number) =>
    split === "train"
      ? RandomStream.of(seed, "shuffle", epoch).permutation(events.train.size)
      : inFileOrder(events[split].size);
  function* batchesOf(split: Split, rows: Int32Array, batchSize: number): Generator<EventBatch> {
    for (let first = 0; first < rows.length; first += batchSize)
      yield gather(split, rows.subarray(first, first + batchSize));
  }

  return {
    labels: (split) => labels[split],
    order,
    batches: (split, epoch, batchSize, from = 0) =>
      batchesOf(split, order(split, epoch).subarray(from * batchSize), batchSize),
    batchesOf,
    first: (split, n) => gather(split, inFileOrder(Math.min(n, events[split].size))),
  };
}

/** A flat `[event, …]` array, some of its events in another order. */
function gatherRows<T extends Float32Array | Int32Array>(
  values: T,
  rows: Int32Array,
  events: number,
  Flat: new (length: number) => T,
): T {
  const width = values.length / events;
  const gathered = new Flat(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (row < 0 || row >= events) throw new RangeError(`row ${row} of ${events} events`);
    gathered.set(values.subarray(row * width, (row + 1) * width), i * width);
  }
  return gathered;
}
