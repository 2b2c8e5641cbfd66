/** @file What the weight of the globals costs the tokens, for every bottleneck. Only unweighted losses are compared. */
import { FixableError } from "#utils/fixable-error.ts";
import { bestGrid } from "../plots/best-grid.ts";
import { totalsOverEpochs } from "../plots/curves.ts";
import { scatterOfGroups } from "../plots/scatter-of-groups.ts";
import type { Analysis } from "./analysis.ts";

/** The Python system wrote this loss times its weight. */
const LOST = "with a weight of 0, runs of the Python system lost the loss of their globals";

export const compareGlobalsHeads: Analysis = {
  question: "What the weight of the globals costs the tokens, for every bottleneck.",

  expects({ tables: { runs } }) {
    if (runs.some(({ globals_beta }) => globals_beta !== null)) return;
    throw new FixableError({
      code: "reports/no-weights",
      problem: `none of the ${runs.length} runs says the weight of its globals (globals_beta)`,
      where: "inputs",
      fix: "--config-name compare_tokenizers",
    });
  },

  figures: {
    grid_best_val_loss: (material) =>
      bestGrid(material, {
        label: "Best validation MSE, tokens + globals",
        pick: (row) => row["loss.unweighted_best"],
        missing: LOST,
      }),
    grid_best_rec_tokens: (material) =>
      bestGrid(material, { label: "Best validation MSE of tokens", pick: (row) => row["loss.recon_best"] }),
    grid_best_rec_globals: (material) =>
      bestGrid(material, {
        label: "Best validation MSE of globals",
        pick: (row) => row["loss.rec_globals_best"],
        missing: LOST,
      }),
    tradeoff_scatter: (material) =>
      scatterOfGroups(material, {
        x: { label: "Best validation MSE of tokens", scale: "auto", pick: (row) => row["loss.recon_best"] },
        y: { label: "Best validation MSE of globals", scale: "auto", pick: (row) => row["loss.rec_globals_best"] },
        missing: LOST,
      }),
    all_val_curves: (material) => totalsOverEpochs(material, "val_loss", "Validation loss"),
    all_train_curves: (material) => totalsOverEpochs(material, "train_loss", "Training loss"),
  },
};
