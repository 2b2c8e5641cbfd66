/** @file What a model that learned from background alone makes of other classes: how well its error finds them. */
import { FixableError } from "#utils/fixable-error.ts";
import {
  anomalyOf,
  aurocByClass,
  improvementByClass,
  improvementCurves,
  NO_LABELS,
  rejectionByClass,
  rocCurves,
  scoreDistributions,
} from "../plots/anomalies.ts";
import type { Analysis } from "./analysis.ts";

export const anomalyDetection: Analysis = {
  question: "How well the error of reconstruction finds classes that a model has not learned from.",
  folder: "inference",

  expects(material) {
    if (material.config.inference.enabled) return; // whether there are labels is seen when the events are read
    if (material.tables.runs.some((_, run) => anomalyOf(material, run) !== null)) return;
    throw new FixableError({
      code: "reports/no-anomalies",
      problem: NO_LABELS,
      where: "inputs",
      fix: "inference.enabled=true, or thesis-train data.train_labels=[…]",
    });
  },

  figures: {
    auroc_by_class: aurocByClass,
    rejection_by_class: rejectionByClass,
    significance_by_class: improvementByClass,
    roc: rocCurves,
    significance_improvement: improvementCurves,
    score_distributions: scoreDistributions,
  },
};
