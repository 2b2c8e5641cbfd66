/**
 * @file How a codebook is used: how often each code is chosen, how many are, and their perplexity over the epochs.
 * Heavy adds the use of every code over the epochs. Nothing for a bottleneck without codes.
 */
import { COLOURS, curvePanel, gridFigure, heatmapPanel, type Panel } from "#figures";
import { codeUseOf, type History } from "../history.ts";
import type { Family, Material } from "./family.ts";
import { epochAxis, epochNumbers, overEpochsPanel } from "./over-epochs.ts";

export const codebook: Family = {
  moments: ["on_epoch_end", "on_train_end", "on_test_end", "on_exception"],
  usualMode: "light",
  figures(material, mode) {
    if (!countsOf(material)) return [];
    return mode === "light" ? ["codebook"] : ["codebook", "codebook_over_epochs"];
  },

  async draw(material: Material, mode) {
    const { history, test, moment } = material;
    const counts = countsOf(material);
    if (!counts) return { nothing: "this bottleneck has no codes" };
    const split = moment === "on_test_end" ? "test" : "validation";
    const own = test?.codeCounts ? codeUseOf(test.codeCounts) : undefined;
    const panels = [
      usagePanel(counts, split),
      overEpochsPanel({
        history,
        label: "Perplexity",
        fromZero: true,
        pick: ({ codes }) => codes?.perplexity ?? Number.NaN,
        test: own?.perplexity,
      }),
      overEpochsPanel({
        history,
        label: "Codes used [%]",
        fromZero: true,
        pick: ({ codes }) => (codes ? (100 * codes.used) / codes.size : Number.NaN),
        test: own && (100 * own.used) / own.size,
      }),
    ];
    const figures = { codebook: gridFigure(panels, { columns: 3 }) };
    if (mode === "light") return { figures };
    return { figures: { ...figures, codebook_over_epochs: gridFigure([overEpochs(history)]) } };
  },
};

const countsOf = ({ history, test, moment }: Material) =>
  moment === "on_test_end" ? test?.codeCounts : history.codeCounts.at(-1);

/** Shares of the codes from the most to the least chosen, on logarithmic axes; a dead code has no point. */
function usagePanel(counts: ArrayLike<number>, split: string): Panel {
  const { perplexity, used, size } = codeUseOf(counts);
  const sorted = Float64Array.from(counts).sort().reverse();
  const total = sorted.reduce((sum, count) => sum + count, 0);
  const even = 1 / size;
  return curvePanel({
    notes: [`${used} of ${size} codes used, perplexity ${perplexity.toFixed(perplexity < 100 ? 1 : 0)}`],
    x: { label: "Rank of the code", scale: "log", domain: [0.8, size * 1.25] },
    y: { label: "Share of particles", scale: "log" },
    series: [
      {
        name: split,
        colour: split === "test" ? COLOURS.test : COLOURS.validation,
        x: sorted.map((_, i) => i + 1),
        y: sorted.map((count) => count / total),
      },
      { name: "uniform", colour: COLOURS.guide, dash: "dotted", marker: "none", x: [1, size], y: [even, even] },
    ],
  });
}

const MOST_ROWS = 128;
const MOST_COLUMNS = 100;

/** Codes by rank in the last epoch (in groups, if there are many) over epochs (some of them, if there are many). */
function overEpochs({ codeCounts, epochs }: History): Panel {
  const last = codeCounts.at(-1)!;
  const order = Array.from(last, (_, code) => code).sort((a, b) => last[b]! - last[a]! || a - b);
  const group = Math.ceil(order.length / MOST_ROWS);
  const rows = Math.ceil(order.length / group);
  const stride = Math.ceil(codeCounts.length / MOST_COLUMNS);
  const shown = codeCounts.map((_, i) => i).filter((i) => i % stride === 0);
  const values = new Float64Array(rows * shown.length);
  shown.forEach((i, column) => {
    const counts = codeCounts[i]!;
    const total = counts.reduce((sum, count) => sum + count, 0);
    order.forEach((code, rank) => {
      values[Math.floor(rank / group) * shown.length + column]! += total > 0 ? counts[code]! / total / group : 0;
    });
  });
  const firstEpoch = epochNumbers({ epochs })[epochs.length - codeCounts.length]!;
  return heatmapPanel({
    x: {
      label: epochAxis([]).label,
      integer: true,
      edges: Array.from({ length: shown.length + 1 }, (_, i) => firstEpoch + i * stride - 0.5),
    },
    y: {
      label: "Rank of the code in the last epoch",
      edges: Array.from({ length: rows + 1 }, (_, i) => Math.min(order.length, i * group) + 0.5),
    },
    values,
    colour: { label: "Share of particles", scale: "log" },
    aspect: 0.9,
  });
}
