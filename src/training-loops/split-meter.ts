/** @file Adds up what the batches of a split report: means over events, and the codes of the whole pass. */
import type { Reports } from "#engine";
import type { Losses, SplitResult } from "./training-event.ts";

const [LOSS, DIAGNOSTIC] = ["loss.", "diagnostic."];
const CODE_COUNTS = "diagnostic.code_counts";
const PERPLEXITY = "diagnostic.perplexity";

export class SplitMeter {
  readonly #compat: "none" | "reference";
  readonly #sums = new Map<string, number>();
  #events = 0;
  #codeCounts: Float64Array | null = null;

  constructor(compat: "none" | "reference") {
    this.#compat = compat;
  }

  /** @param size number of events in the batch, by which its means count */
  add(size: number, reports: Reports): void {
    this.#events += size;
    for (const [name, values] of Object.entries(reports)) {
      if (name === CODE_COUNTS) this.#count(values);
      else this.#sums.set(name, (this.#sums.get(name) ?? 0) + values[0]! * size);
    }
  }

  /** `perplex` is that of the whole pass; the mean over batches, which is lower, under `compat=reference`. */
  result(): SplitResult {
    const losses: Record<string, number> = {};
    const metrics: Record<string, number> = {};
    for (const [name, sum] of this.#sums) {
      const mean = sum / this.#events;
      if (name === "total") losses["total"] = mean;
      else if (name.startsWith(LOSS)) losses[name.slice(LOSS.length)] = mean;
      else if (name === PERPLEXITY) metrics["perplex"] = mean;
      else metrics[name.startsWith(DIAGNOSTIC) ? name.slice(DIAGNOSTIC.length) : name] = mean;
    }
    if (this.#codeCounts) {
      if (this.#compat === "none") metrics["perplex"] = perplexityOf(this.#codeCounts);
      metrics["codes_used"] = this.#codeCounts.filter((count) => count > 0).length;
    }
    return { losses: losses as Losses, metrics, codeCounts: this.#codeCounts };
  }

  #count(counts: Float32Array): void {
    this.#codeCounts ??= new Float64Array(counts.length);
    for (let i = 0; i < counts.length; i++) this.#codeCounts[i]! += counts[i]!;
  }
}

/** The effective number of codes in use: e to the entropy of their shares. */
function perplexityOf(counts: Float64Array): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const entropy = counts.reduce((sum, count) => (count > 0 ? sum - (count / total) * Math.log(count / total) : sum), 0);
  return Math.exp(entropy);
}
