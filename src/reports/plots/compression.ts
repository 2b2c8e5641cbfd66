/** @file How many codes a bottleneck has, and how many bits of a particle it lets pass. */
import type { RunRow } from "#facts";

/** Latents are passed on as single-precision numbers. */
const BITS_OF_A_NUMBER = 32;

/** Codes of all codebooks together; null for a bottleneck without any. */
export function codesOf({ tokenizer, codebook_size, metrics_final, axes }: RunRow): number | null {
  if (tokenizer === "none" || tokenizer === "linear") return null; // old configs have a codebook's size all the same
  const { codes_used: used, utilisation } = metrics_final;
  if (used !== undefined && utilisation !== undefined && utilisation > 0) return Math.round(used / utilisation);
  return codebook_size !== null && codebook_size > 0 ? codebook_size * depthOf(axes) : null;
}

/**
 * Bits that pass for every token as it is stored: of codebooks the logarithms of their sizes; of a bottleneck without, what the
 * run measured, or its width in numbers of 32 bits. @returns null where a run says none of these
 */
export function bitsPerToken(row: RunRow): number | null {
  const codes = codesOf(row);
  const depth = depthOf(row.axes);
  if (codes !== null && codes > 0) return depth * Math.log2(codes / depth);
  return row.metrics_final["bits_per_token"] ?? (row.latent_dim === null ? null : BITS_OF_A_NUMBER * row.latent_dim);
}

/**
 * Bits an ideal coder needs for a token: what the run measured in its last validation, else the logarithm of the perplexity of
 * its codes, which is the same for one pass and one codebook; a bottleneck without codes passes its width.
 */
export function measuredBits(row: RunRow): number | null {
  const { bits_per_token: bits, perplex } = row.metrics_final;
  if (bits !== undefined) return bits;
  if (codesOf(row) !== null && perplex !== undefined && perplex > 0) return Math.log2(perplex);
  return bitsPerToken(row);
}

/** Codebooks behind each other, as of residual quantization. */
function depthOf({ depth }: RunRow["axes"]): number {
  return typeof depth === "number" && depth > 0 ? depth : 1;
}
