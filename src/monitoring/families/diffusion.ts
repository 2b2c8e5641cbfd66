/**
 * @file What a denoiser finds hard: its error in each quarter of the way from event to noise, over the epochs and at the
 * last one; and, after the training, what becomes of noise on its way to events. Nothing for a loop without a denoiser.
 */
import { angular, difference, type Residual, relative, resolutionOf } from "#evaluation";
import {
  COLOURS,
  curvePanel,
  evenEdges,
  type Figure,
  gridFigure,
  histogramPanel,
  PALETTE,
  type Panel,
  PHI_TICKS,
  QUANTITIES,
} from "#figures";
import type { DenoisingSample } from "#training-loops";
import type { History, SplitRecord } from "../history.ts";
import type { Family, Material } from "./family.ts";
import { epochAxis, epochNumbers } from "./over-epochs.ts";

/** Parts of the way that a denoising objective reports, by name, from the event to noise. */
const QUARTERS = ["denoise_q1", "denoise_q2", "denoise_q3", "denoise_q4"] as const;
const NAMES = ["least noise", "second quarter", "third quarter", "most noise"] as const;
const MIDDLES = [0.125, 0.375, 0.625, 0.875];

export const diffusion: Family = {
  moments: ["on_epoch_end", "on_train_end", "on_test_end", "on_exception"],
  usualMode: "light",
  figures({ history, denoising }) {
    if (!denoises(history)) return [];
    return denoising ? ["diffusion", "diffusion_steps"] : ["diffusion"];
  },

  async draw({ history, test, denoising }: Material) {
    const last = history.epochs.at(-1);
    if (!last || !denoises(history))
      return { nothing: "this training denoises nothing, or its batches are too small to tell levels of noise apart" };
    const x = epochNumbers(history);
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
      notes: [`after epoch ${last.epoch + 1}`],
      x: { label: "Way from event (0) to noise (1)", domain: [0, 1] },
      y: { label: "Denoising error", fromZero: true },
      series: [
        { name: "training", colour: COLOURS.train, x: MIDDLES, y: errorsOf(last.train) },
        { name: "validation", colour: COLOURS.validation, dash: "dashed", x: MIDDLES, y: errorsOf(last.validation) },
        ...(test ? [{ name: "test", colour: COLOURS.test, x: MIDDLES, y: errorsOf(test) }] : []),
      ],
    });
    return {
      figures: {
        diffusion: gridFigure([overEpochs, byLevel], { columns: 2 }),
        ...(denoising && { diffusion_steps: stepsFigure(await denoising()) }),
      },
    };
  },
};

const denoises = ({ epochs }: History) =>
  epochs.some(({ validation }) => validation.metrics[QUARTERS[0]] !== undefined);

/** Numbers of a particle, and how what the denoiser makes of one is off the truth. */
const SHOWN = [
  { key: "ptGeV", residual: relative, off: "Δ*p*_{T} / *p*_{T}" },
  { key: "eta", residual: difference, off: "Δ*η*" },
  { key: "phiRad", residual: angular, off: "Δ*φ* [rad]" },
] as const satisfies readonly { key: keyof DenoisingSample["truth"]["particles"]; residual: Residual; off: string }[];

function stepsFigure(sample: DenoisingSample): Figure {
  const panels = [...SHOWN.map(({ key }) => stopsPanel(sample, key)), guessPanel(sample)];
  const events = sample.truth.globals.metGeV.length;
  const title = `From noise to ${events} validation events in ${sample.steps.length} steps`;
  return gridFigure(panels, { columns: 2, title });
}

/** Nearer to the noise there is little to see but the noise that all events start from. */
const STOPS = [0.6, 0.3];

/** The distribution of what the denoiser is asked about at some stops, and of what comes out. */
function stopsPanel({ truth, steps }: DenoisingSample, key: (typeof SHOWN)[number]["key"]): Panel {
  const stops = [...new Set(STOPS.map((way) => steps[Math.floor((1 - way) * steps.length)]!))];
  const isAngle = key === "phiRad";
  return histogramPanel({
    x: { ...QUANTITIES[key], ...(isAngle && { ticks: PHI_TICKS }) },
    counted: "Particles",
    scale: key === "ptGeV" ? "log" : "linear",
    ratio: false,
    entries: [
      { name: "truth", values: truth.particles[key] },
      ...stops.map(({ way, noisy }, i) => ({
        name: `way ${way.toFixed(2)}`,
        values: noisy.particles[key],
        colour: PALETTE[i + 1]!,
      })),
      { name: "reconstruction", values: steps.at(-1)!.clean.particles[key], colour: COLOURS.reconstruction },
    ],
    ...(isAngle && { edges: evenEdges(-Math.PI, Math.PI, 32) }),
  });
}

/** How well the denoiser knows the event behind the noise at each stop. */
function guessPanel({ truth, steps }: DenoisingSample): Panel {
  const x = steps.map(({ way }) => way);
  return curvePanel({
    x: { label: "Way from event (0) to noise (1)", domain: [0, 1] },
    y: { label: "Core width of the guess", scale: "log" },
    series: SHOWN.map(({ key, residual, off }, i) => ({
      name: off,
      colour: PALETTE[i]!,
      dash: i === 1 ? "dashed" : "solid",
      x,
      y: steps.map(
        ({ clean }) => resolutionOf(truth.particles[key], clean.particles[key], residual)?.core ?? Number.NaN,
      ),
    })),
  });
}
