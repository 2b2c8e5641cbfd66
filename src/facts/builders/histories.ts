/** @file Collects one number an epoch by name, for the one fact that carries histories. */
import type { EpochEndFact, Histories, History, HistoryField } from "../fact.ts";

export class HistoryCollector {
  readonly #histories = new Map<string, (number | null)[]>();

  /** Takes the numbers of an epoch; those of an epoch that was run again replace the ones before. */
  add(fact: EpochEndFact): void {
    this.#set("train_loss", fact.epoch, fact.train_loss);
    this.#set("val_loss", fact.epoch, fact.val_loss);
    // a loss term and a metric of one name: the loss term is meant
    const { total: _, ...terms } = fact.losses.val;
    for (const [name, value] of Object.entries({ ...fact.metrics, ...terms })) this.#set(name, fact.epoch, value);
    this.#set("epoch_time_s", fact.epoch, fact.epoch_time_s);
    this.#set("throughput", fact.epoch, fact.throughput);
  }

  /** All of one length: an epoch without a number has null. */
  histories(): Histories {
    const epochs = Math.max(0, ...Array.from(this.#histories.values(), (history) => history.length));
    return Object.fromEntries(
      Array.from(this.#histories, ([name, history]) => [
        name,
        Array.from({ length: epochs }, (_, epoch) => history[epoch] ?? null),
      ]),
    );
  }

  #set(name: string, epoch: number, value: number | null): void {
    const history = this.#histories.get(name) ?? [];
    history[epoch] = value;
    this.#histories.set(name, history);
  }
}

export function flatHistories(histories: Histories): Readonly<Record<HistoryField, History>> {
  return Object.fromEntries(Object.entries(histories).map(([name, history]) => [`history_${name}`, history]));
}
