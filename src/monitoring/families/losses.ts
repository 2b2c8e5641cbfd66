/** @file Losses over epochs: the total the optimizer sees and, when heavy, every term of it. */
import { gridFigure } from "#figures";
import type { Family, Material } from "./family.ts";
import { overEpochsPanel } from "./over-epochs.ts";

/** Names as they stand in the facts → as they stand on an axis. */
const LABELS: Readonly<Record<string, string>> = {
  total: "Total loss",
  rec_tokens: "Loss of tokens",
  rec_weighted: "Weighted loss of tokens",
  rec_mass: "Loss of masses",
  rec_globals: "Loss of globals",
  commit: "Commitment loss",
  codebook: "Codebook loss",
  kl: "KL divergence",
  globals_commit: "Commitment loss of globals",
  globals_codebook: "Codebook loss of globals",
  globals_kl: "KL divergence of globals",
  adversarial: "Adversarial loss",
  critic: "Loss of the critic",
  penalty: "Penalty of the critic",
  denoise: "Denoising loss",
};

export const losses: Family = {
  moments: ["on_epoch_end", "on_train_end", "on_test_end", "on_exception"],
  usualMode: "heavy",
  figures: ({ history }) => (history.epochs.length > 0 ? ["losses"] : []),

  async draw({ history, test }: Material, mode) {
    if (history.epochs.length === 0) return { nothing: "no epoch has ended" };
    const names = mode === "light" ? ["total"] : ["total", ...termsOf(history.epochs.map(({ train }) => train.losses))];
    const panels = names.map((name) =>
      overEpochsPanel({
        history,
        label: LABELS[name] ?? `Loss “${name.replaceAll("_", " ")}”`,
        pick: ({ losses }) => losses[name] ?? Number.NaN,
        test: test?.losses[name],
        isBestMarked: true,
      }),
    );
    return { figures: { losses: gridFigure(panels, { sharedLegend: panels.length > 1 }) } };
  },
};

/** Names of all terms but the total, in the order in which they first appear; none when there is only one. */
function termsOf(losses: readonly Readonly<Record<string, number>>[]): string[] {
  const names = new Set(losses.flatMap((terms) => Object.keys(terms)));
  names.delete("total");
  return names.size > 1 ? [...names] : [];
}
