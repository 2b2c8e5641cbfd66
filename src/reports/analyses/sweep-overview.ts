/** @file What mattered in any sweep: effects of its axes and of pairs of them, with uncertainty from the seeds. */
import { effectBars, effectPanels } from "../plots/effects.ts";
import type { Analysis } from "./analysis.ts";

export const sweepOverview: Analysis = {
  question: "What mattered in this sweep: how much of the error each axis explains, alone and together with another.",
  figures: {
    effects: effectBars,
    error_by_axis: effectPanels,
  },
};
