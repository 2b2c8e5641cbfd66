/** @file What one pass over a split gives: losses, metrics, and how often each code was chosen. */

/** Means over the events of the pass. */
export interface SplitResult {
  /** Loss terms by name; `total` is what the optimizer sees. */
  readonly losses: Losses;
  /** Everything else worth watching by name, e.g. `perplex`, `codes_used`, `gradient_norm`. */
  readonly metrics: Readonly<Record<string, number>>;
  /** How often each code was chosen in this pass, `[code]`, one codebook after another; null for a bottleneck without codes. */
  readonly codeCounts: Float64Array | null;
}

export type Losses = Readonly<Record<string, number>> & { readonly total: number };
