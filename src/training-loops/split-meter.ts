/** @file Adds up what the batches of a split report: means over events, and the codes of the whole pass. */
import type { Reports } from "#engine";
import type { Losses, SplitResult } from "./split-result.ts";

const [LOSS, DIAGNOSTIC] = ["loss.", "diagnostic."];
/** With several codebooks one for each: `diagnostic.code_counts.0` … */
const CODE_COUNTS = "diagnostic.code_counts";
/** The same of the token of the globals. */
const GLOBALS_CODE_COUNTS = "diagnostic.globals_code_counts";
const PERPLEXITY = "diagnostic.perplexity";

export interface BatchReports {
  /** Number of events in the batch. */
  readonly size: number;
  /** With `total`, a single number. */
  readonly reports: Reports;
}

/** What has been added up so far; plain, and in the order of the reports. */
export interface MeterState {
  readonly events: number;
  /** What a report comes to, each value times its events, and how many events that were. */
  readonly sums: readonly (readonly [name: string, sum: number, events: number])[];
  readonly codeCounts: readonly (readonly [name: string, counts: readonly number[]])[];
}

export class SplitMeter {
  readonly #compat: "none" | "reference";
  readonly #sums: Map<string, { sum: number; events: number }>;
  #events: number;
  /** One for each codebook, by the name of its report. */
  readonly #codeCounts: Map<string, Float64Array>;

  /** @param from where a pass goes on that was cut */
  constructor(compat: "none" | "reference", from: MeterState = { events: 0, sums: [], codeCounts: [] }) {
    this.#compat = compat;
    this.#events = from.events;
    this.#sums = new Map(from.sums.map(([name, sum, events]) => [name, { sum, events }]));
    this.#codeCounts = new Map(from.codeCounts.map(([name, counts]) => [name, Float64Array.from(counts)]));
  }

  get state(): MeterState {
    return {
      events: this.#events,
      sums: Array.from(this.#sums, ([name, { sum, events }]) => [name, sum, events]),
      codeCounts: Array.from(this.#codeCounts, ([name, counts]) => [name, Array.from(counts)]),
    };
  }

  /** @param size number of events in the batch, by which its means count */
  add(size: number, reports: Reports): void {
    this.#events += size;
    for (const [name, values] of Object.entries(reports)) {
      if (name.startsWith(CODE_COUNTS) || name.startsWith(GLOBALS_CODE_COUNTS)) this.#count(name, values);
      else {
        const { sum, events } = this.#sums.get(name) ?? { sum: 0, events: 0 };
        this.#sums.set(name, { sum: sum + values[0]! * size, events: events + size });
      }
    }
  }

  /**
   * `perplex` is that of the whole pass; the mean over batches, which is lower, under `compat=reference`.
   * With codes also `codes_used`, `utilisation` (their share), and what an ideal code spends on the indices, each codebook
   * by itself: `bits_per_token`, `bits_per_event`. Several codebooks have `perplex_stage_<n>`, and count as one elsewhere.
   * Where the globals have codes of their own, `globals_perplex`, `globals_codes_used` and `globals_bits` say the same of
   * them, and their bits are among those of the event.
   */
  result(): SplitResult {
    const losses: Record<string, number> = {};
    const metrics: Record<string, number> = {};
    for (const [name, { sum, events }] of this.#sums) {
      const mean = sum / events; // of the batches that reported it
      if (name === "total") losses["total"] = mean;
      else if (name.startsWith(LOSS)) losses[name.slice(LOSS.length)] = mean;
      else if (name === PERPLEXITY) metrics["perplex"] = mean;
      else metrics[name.startsWith(DIAGNOSTIC) ? name.slice(DIAGNOSTIC.length) : name] = mean;
    }
    const stages = this.#stagesOf(CODE_COUNTS);
    if (stages.length === 0) return { losses: losses as Losses, metrics, codeCounts: null };
    const { codeCounts, bits, used } = useOf(stages);
    const ofGlobals = useOf(this.#stagesOf(GLOBALS_CODE_COUNTS));
    if (this.#compat === "none") metrics["perplex"] = Math.exp(entropyOf(codeCounts));
    if (stages.length > 1)
      stages.forEach((counts, stage) => {
        metrics[`perplex_stage_${stage}`] = Math.exp(entropyOf(counts));
      });
    metrics["codes_used"] = used;
    metrics["utilisation"] = used / codeCounts.length;
    metrics["bits_per_token"] = bits;
    metrics["bits_per_event"] = (bits * totalOf(stages[0]!)) / this.#events + ofGlobals.bits;
    if (ofGlobals.used > 0) {
      metrics["globals_perplex"] = Math.exp(entropyOf(ofGlobals.codeCounts));
      metrics["globals_codes_used"] = ofGlobals.used;
      metrics["globals_bits"] = ofGlobals.bits;
    }
    return { losses: losses as Losses, metrics, codeCounts };
  }

  #stagesOf(prefix: string): Float64Array[] {
    return [...this.#codeCounts].filter(([name]) => name.startsWith(prefix)).map(([, counts]) => counts);
  }

  #count(name: string, counts: Float32Array): void {
    const sums = this.#codeCounts.get(name) ?? new Float64Array(counts.length);
    this.#codeCounts.set(name, sums);
    for (let i = 0; i < counts.length; i++) sums[i]! += counts[i]!;
  }
}

/** @param stages how often each code was chosen, codebook by codebook */
function useOf(stages: readonly Float64Array[]) {
  const codeCounts = Float64Array.from(stages.flatMap((counts) => Array.from(counts)));
  return {
    codeCounts,
    bits: stages.reduce((sum, counts) => sum + entropyOf(counts), 0) / Math.LN2,
    used: codeCounts.filter((count) => count > 0).length,
  };
}

const totalOf = (counts: Float64Array) => counts.reduce((sum, count) => sum + count, 0);

/** Of the shares of the codes, in nats; e to it is the effective number of codes in use. */
function entropyOf(counts: Float64Array): number {
  const total = totalOf(counts);
  return counts.reduce((sum, count) => (count > 0 ? sum - (count / total) * Math.log(count / total) : sum), 0);
}
