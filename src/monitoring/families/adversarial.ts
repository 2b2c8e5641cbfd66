/**
 * @file The game between a model and its critic: what each makes smaller, and how the critic judges truth and
 * reconstruction. Nothing for a loop without a critic.
 */
import { COLOURS, curvePanel, gridFigure, PALETTE, type Panel, type Series } from "#figures";
import type { History, SplitRecord } from "../history.ts";
import type { Family, Material } from "./family.ts";
import { epochAxis, epochNumbers, overEpochsPanel } from "./over-epochs.ts";

export const adversarial: Family = {
  moments: ["on_epoch_end", "on_train_end", "on_test_end", "on_exception"],
  usualMode: "light",
  figures: ({ history }) => (hasCritic(history) ? ["adversarial"] : []),

  async draw({ history, test }: Material, mode) {
    if (!hasCritic(history)) return { nothing: "this training has no critic" };
    const auroc = test?.metrics["two_sample_auroc"];
    const notes = auroc === undefined ? [] : [`two-sample test: AUROC ${auroc.toFixed(3)}`];
    const panels = [lossesPanel(history), scoresPanel(history, notes)];
    if (mode === "heavy")
      panels.push(
        overEpochsPanel({
          history,
          label: "Gradient norm of the critic",
          splits: ["train"],
          pick: ({ metrics }) => metrics["critic_gradient_norm"] ?? Number.NaN,
        }),
      );
    return { figures: { adversarial: gridFigure(panels, { columns: panels.length }) } };
  },
};

const hasCritic = ({ epochs }: History) => epochs.some(({ train }) => train.losses["critic"] !== undefined);

/** As the players see them while they learn. */
function lossesPanel(history: History): Panel {
  const of = (name: string) => history.epochs.map(({ train }) => train.losses[name] ?? Number.NaN);
  const penalty = of("penalty");
  return panelOf(history, "Loss in training", [
    { name: "model: adversarial", colour: COLOURS.reconstruction, y: of("adversarial") },
    { name: "critic", colour: COLOURS.best, dash: "dashed", y: of("critic") },
    ...(penalty.some(Number.isFinite)
      ? [{ name: "critic: penalty", colour: PALETTE[4], dash: "dotted" as const, y: penalty }]
      : []),
  ]);
}

function scoresPanel(history: History, notes: readonly string[]): Panel {
  const of = (name: string) => history.epochs.map(({ validation }) => scoreOf(validation, name));
  return panelOf(
    history,
    "Mean score of the critic",
    [
      { name: "truth (validation)", colour: COLOURS.truth, y: of("score_truth") },
      { name: "reconstruction", colour: COLOURS.reconstruction, dash: "dashed", y: of("score_reconstruction") },
    ],
    notes,
  );
}

const scoreOf = ({ metrics }: SplitRecord, name: string) => metrics[name] ?? Number.NaN;

function panelOf(
  { epochs }: History,
  label: string,
  series: readonly Omit<Series, "x">[],
  notes: readonly string[] = [],
): Panel {
  const x = epochNumbers({ epochs });
  return curvePanel({
    notes,
    x: { ...epochAxis(x), integer: true },
    y: { label },
    series: series.map((one) => ({ ...one, x })),
  });
}
