/** @file One small figure of every kind, with numbers a reader can follow by eye. */
import {
  barPanel,
  boxesPanel,
  curvePanel,
  type Figure,
  gridFigure,
  heatmapPanel,
  histogramPanel,
  type Numbers,
  QUANTITIES,
  residualPanel,
  scatterPanel,
} from "#figures";

const truth = [22, 25, 31, 33, 34, 48, 52, 71];
const reconstruction = [21, 27, 30, 35, 33, 44, 58, 66];

/** Every kind of panel, of whatever numbers one has. */
export const kinds = {
  histogram: (a: Numbers, b: Numbers) =>
    histogramPanel({
      x: QUANTITIES.ptGeV,
      counted: "Particles",
      entries: [
        { name: "truth", values: a },
        { name: "reconstruction", values: b },
      ],
      bins: 6,
    }),
  log_histogram: (a: Numbers, b: Numbers) =>
    histogramPanel({
      x: QUANTITIES.eta,
      counted: "Particles",
      scale: "log",
      entries: [a, b].map((values) => ({ name: "x", values })),
    }),
  residual: (a: Numbers, _: Numbers) =>
    residualPanel({ x: QUANTITIES.phiRad, counted: "Particles", values: a, atMost: Math.PI }),
  curve: (a: Numbers, b: Numbers) =>
    curvePanel({
      x: { label: "Epoch", integer: true },
      y: { label: "Loss", scale: "auto" },
      series: [
        { name: "training", x: Array.from(a, (_, i) => i), y: a },
        { name: "validation", x: Array.from(b, (_, i) => i), y: b, dash: "dashed" },
      ],
    }),
  log_curve: (a: Numbers, b: Numbers) =>
    curvePanel({ x: { label: "β", scale: "log" }, y: { label: "Loss", scale: "log" }, series: [{ x: a, y: b }] }),
  scatter: (a: Numbers, b: Numbers) =>
    scatterPanel({
      x: { label: "Time [s]", fromZero: true },
      y: { label: "Loss" },
      series: [{ name: "runs", x: a, y: b, yLow: a, yHigh: b }],
    }),
  bars: (a: Numbers, _: Numbers) =>
    barPanel({
      label: "Loss",
      names: Array.from(a, (_, i) => `run ${i}`),
      series: [{ name: "validation", values: a }],
    }),
  heatmap: (a: Numbers, b: Numbers) =>
    heatmapPanel({
      x: { label: "*E* [GeV]", edges: [0, 1, 2, 3] },
      y: { label: "*η*", edges: [-1, 0, 1] },
      values: [...Array.from(a), ...Array.from(b)].slice(0, 6),
      colour: { label: "Particles" },
    }),
  labelled_heatmap: (a: Numbers, b: Numbers) =>
    heatmapPanel({
      x: { label: "Bottleneck", edges: [0, 1, 2], ticks: ["none", "vq"].map((label, i) => ({ at: i + 0.5, label })) },
      y: { label: "*β*", edges: [0, 1, 2], ticks: ["1", "10"].map((label, i) => ({ at: i + 0.5, label })) },
      values: [...Array.from(a).slice(0, 2), ...Array.from(b).slice(0, 1)],
      labels: ["one", "two ± 1", "three", "nothing"],
      colour: { label: "Loss", scale: "log" },
    }),
  boxes: (a: Numbers, b: Numbers) =>
    boxesPanel({
      label: "Perplexity",
      entries: [
        { name: "512 codes", values: a },
        { name: "one run", values: Array.from(b).slice(0, 1) },
        { name: "outlier", values: Array.from(b, (value, i) => (i === 0 ? 8 * value : value)) },
      ],
    }),
} as const;

/** @returns one figure a kind, by its name */
export function sampleFigures(): Record<string, Figure> {
  return Object.fromEntries(
    Object.entries(kinds).map(([name, panel]) => [
      name,
      gridFigure([panel(truth, reconstruction)], { title: `A ${name.replace("_", " ")}` }),
    ]),
  );
}
