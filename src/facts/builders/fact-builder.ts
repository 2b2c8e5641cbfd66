/**
 * @file Training events → facts. Remembers what an event does not say itself: which run this is, how far it has come,
 * and the history of its numbers.
 */
import type { EpochEvent, TrainingEvent } from "#training-loops";
import { timestampOf } from "#utils/timestamp.ts";
import {
  type CommonFields,
  type EpochEndFact,
  FACTS_SCHEMA_VERSION,
  type Fact,
  type FactMeta,
  type Moment,
} from "../fact.ts";
import { describeError } from "./describe-error.ts";
import { flatHistories, HistoryCollector } from "./histories.ts";

export interface FactBuilderOptions {
  readonly runDir: string;
  /** The same in every fact of the run. */
  readonly meta: Omit<FactMeta, "timestamp">;
  /** The epochs a resumed run wrote before; empty for a new run. */
  readonly earlierEpochs: readonly EpochEndFact[];
  /** Whether this run was started before. */
  readonly resumed: boolean;
  readonly now: () => Date;
  readonly peakMemoryMib: () => number;
}

export class FactBuilder {
  readonly #options: FactBuilderOptions;
  readonly #histories = new HistoryCollector();
  #lastEpoch: EpochEndFact | null = null;
  /** Where the training is, for the fact of an error. */
  #epoch: number | null = null;
  #step: number | null = null;

  constructor(options: FactBuilderOptions) {
    this.#options = options;
    for (const fact of options.earlierEpochs) this.#remember(fact);
  }

  /** @returns null for events that are no facts: single batches */
  factOf(event: TrainingEvent): Fact | null {
    switch (event.kind) {
      case "started":
        return {
          ...this.#common("on_start"),
          epochs: event.epochs,
          steps_per_epoch: event.stepsPerEpoch,
          train_events: event.trainEvents,
          parameters: event.parameters,
          ...(event.parametersByPart && { parameters_by_part: event.parametersByPart }),
          resumed: this.#options.resumed,
        };
      case "step":
        this.#epoch = event.epoch;
        this.#step = event.step;
        return null;
      case "looked":
        return null;
      case "validated":
        return {
          schema_version: FACTS_SCHEMA_VERSION,
          moment: "on_validation_end",
          epoch: event.epoch,
          split: "val",
          val_loss: event.validation.losses.total,
          meta: { timestamp: timestampOf(this.#options.now()), run_id: this.#options.meta.run_id },
        };
      case "epoch":
        return this.#epochEnd(event);
      case "trained": {
        const last = this.#lastEpoch;
        return {
          ...this.#common("on_train_end", {
            epoch: last?.epoch ?? null,
            train_loss: last?.train_loss ?? null,
            val_loss: last?.val_loss ?? null,
            metrics: last?.metrics ?? {},
            total_time_s: event.wallSeconds,
          }),
          best: event.best && { epoch: event.best.epoch, val_loss: event.best.loss },
          ...flatHistories(this.#histories.histories()),
        };
      }
      case "tested": {
        const { losses, metrics } = event.test;
        return {
          ...this.#common("on_test_end", { split: "test", metrics: { test_loss: losses.total, ...metrics } }),
          losses: { test: losses },
          test_time_s: event.wallSeconds,
        };
      }
      case "failed":
        return {
          ...this.#common("on_exception", { epoch: this.#epoch, step: this.#step }),
          error: describeError(event.error),
        };
      default:
        return event satisfies never;
    }
  }

  #epochEnd({ epoch, train, validation, isBest, wallSeconds, throughput }: EpochEvent): EpochEndFact {
    const fact: EpochEndFact = {
      ...this.#common("on_epoch_end", {
        split: "val",
        train_loss: train.losses.total,
        val_loss: validation.losses.total,
        metrics: validation.metrics,
        epoch_time_s: wallSeconds,
        throughput,
      }),
      epoch,
      losses: { train: train.losses, val: validation.losses },
      train_metrics: train.metrics,
      is_best: isBest,
      max_memory_mib: this.#options.peakMemoryMib(),
    };
    this.#remember(fact);
    return fact;
  }

  #remember(fact: EpochEndFact): void {
    this.#histories.add(fact);
    this.#lastEpoch = fact;
    this.#epoch = fact.epoch;
    this.#step = null;
  }

  #common<M extends Moment>(moment: M, known: Partial<CommonFields> = {}): CommonFields & { readonly moment: M } {
    return {
      schema_version: FACTS_SCHEMA_VERSION,
      moment,
      run_dir: this.#options.runDir,
      epoch: null,
      step: null,
      split: null,
      train_loss: null,
      val_loss: null,
      metrics: {},
      epoch_time_s: null,
      total_time_s: null,
      throughput: null,
      ...known,
      meta: {
        timestamp: timestampOf(this.#options.now()),
        ...this.#options.meta,
      },
    };
  }
}
