/** @file How much a bottleneck leaves of a particle, in bits. */
import type { RunRow } from "#facts";

/** Latents are passed on as single-precision numbers. */
const BITS_OF_A_NUMBER = 32;

/**
 * Bits that pass for every token: of a codebook the logarithm of its size, of any other bottleneck its width in numbers of 32
 * bits. @returns null where a run says neither
 */
export function bitsPerToken({ codebook_size, latent_dim, tokenizer }: RunRow): number | null {
  const hasCodes = tokenizer !== "none" && tokenizer !== "linear";
  if (hasCodes && codebook_size !== null && codebook_size > 1) return Math.log2(codebook_size);
  return latent_dim === null ? null : BITS_OF_A_NUMBER * latent_dim;
}
