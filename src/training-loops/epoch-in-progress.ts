/** @file How far the training of an epoch is, so that one that is stopped in its middle goes on there. */
import { type BatchReports, type MeterState, SplitMeter } from "./split-meter.ts";
import type { SplitResult } from "./split-result.ts";

/** Plain JSON but for numbers that are not finite. */
export interface EpochPart {
  /** That were taken from the source, in the order of the epoch. */
  readonly batches: number;
  /** Those of them that were told about. */
  readonly steps: number;
  /** Of training, in all processes. */
  readonly seconds: number;
  readonly meter: MeterState;
}

export class EpochInProgress {
  readonly #meter: SplitMeter;
  readonly #start: number;
  #trainSeconds: number | undefined;
  #batches: number;
  #steps: number;

  /** @param from what other processes have done of it */
  constructor(compat: "none" | "reference", from?: EpochPart) {
    this.#meter = new SplitMeter(compat, from?.meter);
    this.#start = performance.now() - 1000 * (from?.seconds ?? 0);
    this.#batches = from?.batches ?? 0;
    this.#steps = from?.steps ?? 0;
  }

  /** Taken so far. */
  get batches(): number {
    return this.#batches;
  }

  /** Since the epoch began, without the time between its processes. */
  get seconds(): number {
    return (performance.now() - this.#start) / 1000;
  }

  /** @returns the number of the step, from 0; null where there is nothing to tell of the batch */
  add(batch: BatchReports | null): number | null {
    this.#batches++;
    if (!batch) return null;
    this.#meter.add(batch.size, batch.reports);
    return this.#steps++;
  }

  /** When the last batch is learned. */
  trained(): { readonly result: SplitResult; readonly seconds: number } {
    this.#trainSeconds = this.seconds;
    return { result: this.#meter.result(), seconds: this.#trainSeconds };
  }

  /** Good until the next batch; a validation begins anew. */
  get part(): EpochPart {
    const seconds = this.#trainSeconds ?? this.seconds;
    return { batches: this.#batches, steps: this.#steps, seconds, meter: this.#meter.state };
  }
}
