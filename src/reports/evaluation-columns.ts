/** @file What of a run's evaluation stands in tables, by its path in `evaluation.json`. */
import type { RunRow } from "#facts";

/** Widths, use of codes, costs and how well anomalies are found; the rest is in the runs' own files. */
const SHOWN = [
  /^version$/,
  /^events$/,
  /^particles\.all\.pt\.n$/,
  /^particles\.[^.]+\.\w+\.core$/,
  /^event_quantities\.\w+\.core$/,
  /^codebook\./,
  /^parameters$/,
  /^flops_per_event$/,
  /^latency_ms\..*\.median$/,
  /^anomaly\.signals\.\w+\.(?:auroc|background_rejection\.[\d.]+|max_significance_improvement\.maximum)$/,
];

/** Without a run that has one, none. */
export function evaluationColumns(rows: readonly RunRow[]): readonly string[] {
  const names = new Set(rows.flatMap(({ evaluation }) => Object.keys(evaluation?.numbers ?? {})));
  return [...names].filter((name) => SHOWN.some((pattern) => pattern.test(name)));
}

export const evaluated = ({ evaluation }: RunRow, name: string): number | null => evaluation?.numbers[name] ?? null;

/**
 * Bits that an ideal coder needs for the particles of an event, as measured on the test events; of a bottleneck without codes
 * its bits a token, for every particle.
 *
 * @param bitsOfToken of a bottleneck without codes
 */
export function bitsPerEvent(row: RunRow, bitsOfToken: (row: RunRow) => number | null): number | null {
  const measured = evaluated(row, "codebook.bits_per_event") ?? evaluated(row, "metrics.bits_per_event");
  if (measured !== null) return measured;
  const [particles, events, bits] = [evaluated(row, "particles.all.pt.n"), evaluated(row, "events"), bitsOfToken(row)];
  return particles === null || !events || bits === null ? null : (bits * particles) / events;
}
