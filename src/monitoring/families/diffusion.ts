/**
 * @file What a denoiser finds hard: its error in each quarter of the way from event to noise, over the epochs and at the
 * last one. Nothing for a loop without a denoiser.
 */
import { COLOURS, curvePanel, gridFigure, PALETTE } from "#figures";
import type { SplitRecord } from "../history.ts";
import type { Family, Material } from "./family.ts";
import { epochAxis } from "./over-epochs.ts";

/** Parts of the way that a denoising objective reports, by name, from the event to noise. */
const QUARTERS = ["denoise_q1", "denoise_q2", "denoise_q3", "denoise_q4"] as const;
const NAMES = ["least noise", "second quarter", "third quarter", "most noise"] as const;
const MIDDLES = [0.125, 0.375, 0.625, 0.875];

export const diffusion: Family = {
  moments: ["on_epoch_end", "on_train_end", "on_test_end", "on_exception"],
  usualMode: "light",
  figures: () => ["diffusion"],

  async draw({ history, test }: Material) {
    const last = history.epochs.at(-1);
    if (!last || history.epochs.every(({ validation }) => validation.metrics[QUARTERS[0]] === undefined))
      return { nothing: "this training denoises nothing, or its batches are too small to tell levels of noise apart" };
    const x = history.epochs.map(({ epoch }) => epoch);
    const overEpochs = curvePanel({
      x: { ...epochAxis(x), integer: true },
      y: { label: "Denoising error (validation)", scale: "auto" },
      series: QUARTERS.map((quarter, i) => ({
        name: NAMES[i]!,
        colour: PALETTE[i]!,
        dash: i % 2 === 0 ? "solid" : "dashed",
        x,
        y: history.epochs.map(({ validation }) => validation.metrics[quarter] ?? Number.NaN),
      })),
    });
    const errorsOf = ({ metrics }: Pick<SplitRecord, "metrics">) => QUARTERS.map((one) => metrics[one] ?? Number.NaN);
    const byLevel = curvePanel({
      notes: [`after epoch ${last.epoch}`],
      x: { label: "Way from event (0) to noise (1)", domain: [0, 1] },
      y: { label: "Denoising error", fromZero: true },
      series: [
        { name: "training", colour: COLOURS.train, x: MIDDLES, y: errorsOf(last.train) },
        { name: "validation", colour: COLOURS.validation, dash: "dashed", x: MIDDLES, y: errorsOf(last.validation) },
        ...(test ? [{ name: "test", colour: COLOURS.test, x: MIDDLES, y: errorsOf(test) }] : []),
      ],
    });
    return { figures: { diffusion: gridFigure([overEpochs, byLevel], { columns: 2 }) } };
  },
};
