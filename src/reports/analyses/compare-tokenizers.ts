/** @file Which tokenizer is worth its bits: error, compression, use of codes, speed. */
import { FixableError } from "#utils/fixable-error.ts";
import { shellWord } from "#utils/shell-word.ts";
import { errorMeasure } from "../errors.ts";
import { bitsPerToken } from "../plots/compression.ts";
import { errorOverTime } from "../plots/curves.ts";
import { perplexityBoxes } from "../plots/perplexity-boxes.ts";
import { scatterOfGroups } from "../plots/scatter-of-groups.ts";
import { timeToThreshold } from "../plots/time-to-threshold.ts";
import type { Analysis } from "./analysis.ts";

export const compareTokenizers: Analysis = {
  question: "Which tokenizer is worth its bits: how well it reconstructs, how far it compresses, how fast it learns.",
  /** Where some tokenizers are asked for by name, a comparison without one of them is not what was asked for. */
  expects({ tables: { runs }, config: { inputs } }) {
    const wanted = [inputs.select?.["tokenizer"] ?? []].flat();
    const there = new Set(runs.map(({ tokenizer }) => tokenizer));
    const missing = wanted.filter((one) => !there.has(String(one)));
    if (missing.length === 0) return;
    throw new FixableError({
      code: "reports/missing-tokenizer",
      problem: `none of the ${runs.length} runs that are selected has the tokenizer ${missing.join(" or ")}`,
      where: "inputs.select.tokenizer",
      fix: shellWord(`inputs.select.tokenizer=[${[...there].join(",")}]`),
    });
  },

  figures: {
    val_mse_vs_time: errorOverTime,

    pareto_error_vs_compression(material) {
      const { label, best, notes } = errorMeasure(material.tables);
      return scatterOfGroups(material, {
        x: { label: "Bits per token", scale: "auto", pick: bitsPerToken },
        y: { label: `Best ${lowerFirst(label)}`, scale: "auto", pick: best },
        notes,
        front: true,
      });
    },

    vq_perplexity_boxplot: perplexityBoxes,

    throughput_vs_best_val(material) {
      const { label, best, notes } = errorMeasure(material.tables);
      return scatterOfGroups(material, {
        x: { label: "Throughput [events/s]", pick: (row) => row.throughput_mean },
        y: { label: `Best ${lowerFirst(label)}`, scale: "auto", pick: best },
        notes,
      });
    },

    time_to_threshold: timeToThreshold,
  },
};

const lowerFirst = (text: string): string => text[0]!.toLowerCase() + text.slice(1);
