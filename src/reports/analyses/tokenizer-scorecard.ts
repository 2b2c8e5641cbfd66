/** @file What the codes of a tokenizer are worth: their use, the bits they really take, and what is reconstructed from them. */
import { errorMeasure } from "../errors.ts";
import { codeShares, perplexityOverEpochs } from "../plots/code-use.ts";
import { measuredBits } from "../plots/compression.ts";
import { latencies, resolutionAgainstBits, resolutionAgainstCost, resolutionsByKind } from "../plots/resolutions.ts";
import { scatterOfGroups } from "../plots/scatter-of-groups.ts";
import type { Analysis } from "./analysis.ts";

export const tokenizerScorecard: Analysis = {
  question:
    "What the codes of a tokenizer are worth: how they are used, how many bits they take, what comes back, at what cost.",
  figures: {
    error_vs_bits(material) {
      const { label, best, notes } = errorMeasure(material.tables);
      return scatterOfGroups(material, {
        x: { label: "Bits per token after entropy coding", scale: "auto", pick: measuredBits },
        y: { label: `Best ${label[0]!.toLowerCase()}${label.slice(1)}`, scale: "auto", pick: best },
        notes,
        front: true,
      });
    },
    resolution_vs_bits: resolutionAgainstBits,
    resolutions: resolutionsByKind,
    code_use: codeShares,
    perplexity_over_epochs: perplexityOverEpochs,
    resolution_vs_flops: resolutionAgainstCost,
    latency: latencies,
  },
};
