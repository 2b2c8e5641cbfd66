/** @file Every analysis there is, by the names in `configs/report/`. To add one: write its file, its config, and its line here. */
import type { Analysis } from "./analysis.ts";
import { anomalyDetection } from "./anomaly-detection.ts";
import { compareGlobalsHeads } from "./compare-globals-heads.ts";
import { compareTokenizers } from "./compare-tokenizers.ts";
import { sweepOverview } from "./sweep-overview.ts";
import { tokenizerScorecard } from "./tokenizer-scorecard.ts";

export const analyses = {
  compare_tokenizers: compareTokenizers,
  compare_globals_heads: compareGlobalsHeads,
  sweep_overview: sweepOverview,
  tokenizer_scorecard: tokenizerScorecard,
  anomaly_detection: anomalyDetection,
} satisfies Record<string, Analysis>;
