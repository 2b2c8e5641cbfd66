/** @file What monitoring remembers of a training: the values of every epoch, small enough for thousands of them. */
import type { EpochEvent, Losses, SplitResult } from "#training-loops";

export interface History {
  /** In order of epochs; a resumed run may begin after 0. */
  readonly epochs: readonly EpochRecord[];
  /** The epoch with the lowest validation loss. */
  readonly best: EpochRecord | null;
  /** How often each code was chosen in the validation pass of each epoch since the training was last taken up, `[epoch][code]`; empty without codes. */
  readonly codeCounts: readonly Float32Array[];
}

export interface EpochRecord {
  readonly epoch: number;
  readonly train: SplitRecord;
  readonly validation: SplitRecord;
  /** Training events per second. */
  readonly throughput: number;
}

export interface SplitRecord {
  readonly losses: Losses;
  readonly metrics: Readonly<Record<string, number>>;
  readonly codes: CodeUse | null;
}

export interface CodeUse {
  /** Effective number of codes: e to the entropy of their shares. */
  readonly perplexity: number;
  readonly used: number;
  readonly size: number;
}

/** Grows by one epoch at a time. */
export class GrowingHistory implements History {
  readonly epochs: EpochRecord[] = [];
  readonly codeCounts: Float32Array[] = [];
  best: EpochRecord | null = null;

  add({ epoch, train, validation, isBest, throughput }: EpochEvent): void {
    const record = { epoch, train: recordOf(train), validation: recordOf(validation), throughput };
    this.epochs.push(record);
    if (validation.codeCounts) this.codeCounts.push(Float32Array.from(validation.codeCounts));
    if (isBest) this.best = record;
  }
}

/** @param counts `[code]`; perplexity is NaN when no code was ever chosen */
export function codeUseOf(counts: ArrayLike<number>): CodeUse {
  let [total, used, entropy] = [0, 0, 0];
  for (let code = 0; code < counts.length; code++) total += counts[code]!;
  for (let code = 0; code < counts.length; code++) {
    const share = counts[code]! / total;
    if (!(share > 0)) continue;
    used++;
    entropy -= share * Math.log(share);
  }
  return { perplexity: total > 0 ? Math.exp(entropy) : Number.NaN, used, size: counts.length };
}

function recordOf({ losses, metrics, codeCounts }: SplitResult): SplitRecord {
  return { losses, metrics, codes: codeCounts ? codeUseOf(codeCounts) : knownCodeUse(metrics) };
}

/** Of an epoch of which only the metrics are left; see `SplitMeter.result`. */
function knownCodeUse(metrics: SplitResult["metrics"]): CodeUse | null {
  const { codes_used: used, utilisation, bits_per_token: bits, perplex } = metrics;
  if (used === undefined || utilisation === undefined || bits === undefined) return null;
  const hasStages = metrics["perplex_stage_0"] !== undefined;
  return { perplexity: hasStages ? (perplex ?? Number.NaN) : 2 ** bits, used, size: Math.round(used / utilisation) };
}
