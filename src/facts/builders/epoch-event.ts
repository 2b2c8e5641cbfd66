/** @file The fact of an epoch → the training event it was made of: what a resumed run knows of the epochs before. */
import type { EpochEvent, Losses } from "#training-loops";
import type { EpochEndFact } from "../fact.ts";

/** How often each code was chosen is not among the facts. */
export function epochEventOf(fact: EpochEndFact): EpochEvent {
  const { epoch, losses, train_metrics, metrics, is_best, epoch_time_s, throughput } = fact;
  return {
    kind: "epoch",
    epoch,
    train: { losses: losses.train as Losses, metrics: train_metrics, codeCounts: null },
    validation: { losses: losses.val as Losses, metrics, codeCounts: null },
    isBest: is_best,
    wallSeconds: epoch_time_s ?? Number.NaN,
    throughput: throughput ?? Number.NaN,
  };
}
