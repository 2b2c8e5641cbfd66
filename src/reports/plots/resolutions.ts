/** @file How well particles come back, by kind, and what that costs: widths from the runs' evaluations. */
import { COLOURS, PALETTE, QUANTITIES } from "#figures";
import type { Drawing, Material } from "../analyses/analysis.ts";
import { bitsPerEvent, evaluated } from "../evaluation-columns.ts";
import { bitsPerToken } from "./compression.ts";
import { dotsOfGroups, groupDotPanels, groupDots } from "./group-dots.ts";
import { type GroupAxis, scatterOfGroups } from "./scatter-of-groups.ts";
import { seedNotes } from "./seed-notes.ts";

/** By the names that evaluations use. Leptons of both charges come back alike: those of one stand for both. */
const SHOWN = [
  { kind: "all", name: "all objects", colour: COLOURS.truth },
  { kind: "jet", name: "jets", colour: PALETTE[0] },
  { kind: "b-jet", name: "b-jets", colour: PALETTE[1] },
  { kind: "e-", name: "electrons", colour: PALETTE[2] },
  { kind: "mu-", name: "muons", colour: PALETTE[3] },
  { kind: "photon", name: "photons", colour: PALETTE[4] },
] as const;

const WIDTHS = [
  { quantity: "pt", label: `Width of ${QUANTITIES.ptGeV.symbol} [%]`, scale: 100 },
  { quantity: "eta", label: `Width of ${QUANTITIES.eta.symbol}`, scale: 1 },
  { quantity: "phi", label: `Width of ${QUANTITIES.phiRad.symbol} [rad]`, scale: 1 },
] as const;

const NONE = "no run has an evaluation.json: thesis-train evaluate run=… writes one";

/** Core widths of pT, η and φ by kind of object. */
export function resolutionsByKind(material: Material): Drawing {
  const { tables, groups } = material;
  if (tables.runs.every(({ evaluation }) => evaluation === null)) return { nothing: NONE };
  return groupDotPanels(
    WIDTHS.map(({ quantity, label, scale }) => ({
      x: { label, scale: "auto" },
      names: groups.groups.map(({ name }) => name),
      series: SHOWN.map(({ kind, name, colour }) => ({
        name,
        colour,
        dots: dotsOfGroups(groups, (run) => {
          const width = evaluated(tables.runs[run]!, `particles.${kind}.${quantity}.core`);
          return width === null ? null : scale * width;
        }),
      })).filter(({ dots }) => dots.some((dot) => dot !== null)),
    })),
    seedNotes(material),
  );
}

const WIDTH_OF_PT: GroupAxis = {
  label: `Width of ${QUANTITIES.ptGeV.symbol} of all objects [%]`,
  scale: "auto",
  pick: (row) => {
    const width = evaluated(row, "particles.all.pt.core");
    return width === null ? null : 100 * width;
  },
};

export function resolutionAgainstBits(material: Material): Drawing {
  return scatterOfGroups(material, {
    x: { label: "Bits per event", scale: "auto", pick: (row) => bitsPerEvent(row, bitsPerToken) },
    y: WIDTH_OF_PT,
    missing: NONE,
    front: true,
  });
}

export function resolutionAgainstCost(material: Material): Drawing {
  return scatterOfGroups(material, {
    x: {
      label: "Floating-point operations per event",
      scale: "auto",
      pick: (row) => evaluated(row, "flops_per_event"),
    },
    y: WIDTH_OF_PT,
    missing: NONE,
    front: true,
  });
}

export function latencies(material: Material): Drawing {
  const { tables, groups } = material;
  const sizes = [1, 64, 512];
  return groupDots({
    x: { label: "Latency of one pass [ms]", scale: "log" },
    names: groups.groups.map(({ name }) => name),
    series: sizes
      .map((size, i) => ({
        name: size === 1 ? "one event" : `${size} events`,
        colour: PALETTE[i]!,
        dots: dotsOfGroups(groups, (run) => evaluated(tables.runs[run]!, `latency_ms.batch_${size}.median`)),
      }))
      .filter(({ dots }) => dots.some((dot) => dot !== null)),
    notes: seedNotes(material),
  });
}
