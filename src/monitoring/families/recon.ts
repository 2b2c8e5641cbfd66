/**
 * @file Truth against reconstruction in physical units: distributions with their ratios, residuals,
 * and, when heavy, one against the other in two dimensions.
 */
import {
  countPairs,
  evenEdges,
  gridFigure,
  heatmapPanel,
  histogramPanel,
  labelOf,
  logEdges,
  type Numbers,
  type Panel,
  PHI_TICKS,
  QUANTITIES,
  residualPanel,
  roundEdges,
  sortedDrawable,
} from "#figures";
import type { ReconstructionSample } from "#training-loops";
import { quantile } from "#utils/quantile.ts";
import type { Family, Material } from "./family.ts";

export const recon: Family = {
  moments: ["on_validation_end", "on_train_end"],
  usualMode: "light",
  figures({ reconstruction }, mode) {
    if (!reconstruction) return [];
    return ["recon", "recon_residuals", ...(mode === "heavy" ? ["recon_heatmaps"] : [])];
  },

  async draw({ reconstruction, epoch }: Material, mode) {
    if (!reconstruction) return { nothing: "this training loop gives no reconstruction" };
    const sample = await reconstruction();
    const observables = observablesOf(sample);
    const events = sample.truth.globals.metGeV.length;
    const of = `${events} validation events${epoch === null ? "" : ` after epoch ${epoch + 1}`}`;
    const options = { columns: 3, sharedLegend: true };
    return {
      figures: {
        recon: gridFigure(observables.map(distribution), { ...options, title: `Reconstruction of ${of}` }),
        recon_residuals: gridFigure(observables.map(residual), {
          ...options,
          title: `Residuals Δ = reconstruction − truth of ${of}`,
        }),
        ...(mode === "heavy" && {
          recon_heatmaps: gridFigure(observables.map(heatmap), {
            columns: 3,
            title: `Reconstruction against truth of ${of}`,
          }),
        }),
      },
    };
  },
};

interface Observable {
  readonly key: keyof typeof QUANTITIES;
  readonly counted: "Particles" | "Events";
  readonly truth: Numbers;
  readonly reconstruction: Numbers;
  /** Energies fall steeply and are compared relatively, unless they may be zero; angles close in a circle. */
  readonly kind: "energy" | "missing" | "plain" | "angle";
}

/** Without a globals head there is no missing momentum to show. */
function observablesOf({ truth, reconstruction }: ReconstructionSample): Observable[] {
  const [particles, events] = ["Particles", "Events"] as const;
  const [p, q] = [truth.particles, reconstruction.particles];
  const all: Observable[] = [
    { key: "energyGeV", counted: particles, kind: "energy", truth: p.energyGeV, reconstruction: q.energyGeV },
    { key: "ptGeV", counted: particles, kind: "energy", truth: p.ptGeV, reconstruction: q.ptGeV },
    { key: "eta", counted: particles, kind: "plain", truth: p.eta, reconstruction: q.eta },
    { key: "phiRad", counted: particles, kind: "angle", truth: p.phiRad, reconstruction: q.phiRad },
    {
      key: "metGeV",
      counted: events,
      kind: "missing",
      truth: truth.globals.metGeV,
      reconstruction: reconstruction.globals.metGeV,
    },
    {
      key: "metPhiRad",
      counted: events,
      kind: "angle",
      truth: truth.globals.metPhiRad,
      reconstruction: reconstruction.globals.metPhiRad,
    },
  ];
  for (const { key, truth, reconstruction } of all) {
    if (truth.length !== reconstruction.length) {
      throw new Error(`${key}: ${truth.length} true values, but ${reconstruction.length} reconstructed ones`);
    }
  }
  return all.filter(
    ({ counted, reconstruction }) => counted === particles || sortedDrawable(reconstruction).length > 0,
  );
}

function distribution({ key, counted, truth, reconstruction, kind }: Observable): Panel {
  const isAngle = kind === "angle";
  return histogramPanel({
    x: { ...QUANTITIES[key], ...(isAngle && { ticks: PHI_TICKS }) },
    counted,
    scale: kind === "energy" || kind === "missing" ? "log" : "linear",
    entries: [
      { name: "truth", values: truth },
      { name: "reconstruction", values: isAngle ? wrapped(reconstruction) : reconstruction },
    ],
    ...(isAngle ? { edges: evenEdges(-Math.PI, Math.PI, 32) } : {}),
  });
}

function residual({ key, counted, truth, reconstruction, kind }: Observable): Panel {
  const { symbol, unit } = QUANTITIES[key];
  const gaps = Float64Array.from({ length: truth.length }, (_, i) => reconstruction[i]! - truth[i]!);
  const isRelative = kind === "energy";
  return residualPanel({
    x: isRelative ? { symbol: `Δ${symbol} / ${symbol}`, unit: "" } : { symbol: `Δ${symbol}`, unit },
    counted,
    values: kind === "angle" ? wrapped(gaps) : isRelative ? gaps.map((gap, i) => gap / truth[i]!) : gaps,
    ...(kind === "angle" && { atMost: Math.PI }),
  });
}

function heatmap({ key, counted, truth, reconstruction, kind }: Observable): Panel {
  const quantity = QUANTITIES[key];
  const isAngle = kind === "angle";
  const shown = isAngle ? wrapped(reconstruction) : reconstruction;
  const { edges, scale } = edgesOf(truth, kind);
  const { values, outside } = countPairs(truth, shown, edges, edges);
  const axis = { edges, scale, ...(isAngle && { ticks: PHI_TICKS }) };
  const missing = (100 * outside) / Math.max(1, truth.length);
  return heatmapPanel({
    notes: outside > 0 ? [`outside: ${missing < 0.1 ? "<0.1" : missing.toFixed(1)}\u00a0%`] : [],
    x: { ...axis, label: `true ${labelOf(quantity)}` },
    y: { ...axis, label: `reco ${labelOf(quantity)}` },
    values,
    colour: { label: counted, scale: "log" },
    diagonal: true,
  });
}

/** The same edges for truth and reconstruction, by the truth. */
function edgesOf(truth: Numbers, kind: Observable["kind"]): { edges: number[]; scale: "linear" | "log" } {
  if (kind === "angle") return { edges: evenEdges(-Math.PI, Math.PI, 32), scale: "linear" };
  const sorted = sortedDrawable(truth);
  if (sorted.length === 0) return { edges: [0, 1], scale: "linear" };
  const [low, high] = [quantile(sorted, 0.001), quantile(sorted, 0.999)];
  if (kind !== "plain" && low > 0 && high / low > 10) return { edges: logEdges(low, high, 40), scale: "log" };
  return { edges: roundEdges(low, high, 60), scale: "linear" };
}

/** Angles in radians → [-π, π). */
function wrapped(angles: Numbers): Float64Array {
  const turn = 2 * Math.PI;
  return Float64Array.from(
    { length: angles.length },
    (_, i) => angles[i]! - turn * Math.floor((angles[i]! + Math.PI) / turn),
  );
}
