/**
 * @file The right transform: logarithms of what spans decades, angles as points on the circle, padding left out.
 * Nothing jumps at φ = ±π, a factor in energy is a distance, and all of it can be undone.
 */
import type { CollisionColumns, EventBatch } from "../event-batch.ts";
import { eventLayout } from "../event-layout.ts";
import { type EnergyUnit, toGeV, toLogGeV, wrapPhi } from "../units.ts";
import { collectColumns } from "./collect-columns.ts";
import { columnStatistics } from "./column-statistics.ts";
import type { EventTransform, TransformDescription } from "./event-transform.ts";

/** On the feature axis. */
export const PHYSICS_FEATURES = ["log E/GeV", "log pT/GeV", "eta", "sin phi", "cos phi"] as const;
/** On the global axis. */
export const PHYSICS_GLOBAL_FEATURES = ["log1p MET/GeV", "sin METphi", "cos METphi"] as const;
/** Features before this one are scaled to mean 0 and deviation 1; sine and cosine have their size already. */
const [SCALED, GLOBALS_SCALED] = [3, 1];
const SMALLEST_STD = 1e-8;

/** Learns means and deviations from the real particles (and events) of the training split. */
export function fitPhysics(rows: Float32Array, count: number, tokens: number, unit: EnergyUnit): EventTransform {
  const events = unscaled(rows, count, tokens, unit);
  const particles = columnStatistics(events.tokens, PHYSICS_FEATURES.length, (token) => events.ids[token] !== 0);
  const globals = columnStatistics(events.globals, PHYSICS_GLOBAL_FEATURES.length);
  const upTo = (scaled: number, values: readonly number[], otherwise: number) =>
    values.map((value, i) => (i < scaled && Number.isFinite(value) ? value : otherwise));
  // a column that never changes (or one event only) is centred, not blown up
  const usable = (std: readonly number[]) => std.map((value) => (value >= SMALLEST_STD ? value : 1));
  return physicsTransform({
    kind: "physics",
    unit,
    n_tokens: tokens,
    features: PHYSICS_FEATURES,
    mean: upTo(SCALED, particles.mean, 0),
    std: upTo(SCALED, usable(particles.std), 1),
    global_features: PHYSICS_GLOBAL_FEATURES,
    global_mean: upTo(GLOBALS_SCALED, globals.mean, 0),
    global_std: upTo(GLOBALS_SCALED, usable(globals.std), 1),
  });
}

export function physicsTransform(description: TransformDescription): EventTransform {
  const { unit, n_tokens, mean, std, global_mean, global_std } = description;
  return {
    features: description.features,
    globalFeatures: description.global_features,
    describe: () => description,

    apply(rows, count) {
      const events = unscaled(rows, count, n_tokens, unit);
      for (let token = 0; token < count * n_tokens; token++)
        for (let i = 0; events.ids[token] !== 0 && i < SCALED; i++) {
          const at = token * PHYSICS_FEATURES.length + i;
          events.tokens[at] = (events.tokens[at]! - mean[i]!) / std[i]!;
        }
      for (let event = 0; event < count; event++) {
        const at = event * PHYSICS_GLOBAL_FEATURES.length;
        events.globals[at] = (events.globals[at]! - global_mean[0]!) / global_std[0]!;
      }
      return events;
    },

    invert({ size, tokens, ids, globals }): CollisionColumns {
      const particle = (i: number, token: number) => tokens[token * PHYSICS_FEATURES.length + i]! * std[i]! + mean[i]!;
      const metOf = (event: number) =>
        globals[event * PHYSICS_GLOBAL_FEATURES.length]! * global_std[0]! + global_mean[0]!;
      return collectColumns(size, ids, {
        energyGeV: (token) => Math.exp(particle(0, token)),
        ptGeV: (token) => Math.exp(particle(1, token)),
        eta: (token) => particle(2, token),
        phiRad: (token) => wrapPhi(Math.atan2(particle(3, token), particle(4, token))),
        // a model may say less than nothing; MET is a length
        metGeV: (event) => Math.max(0, Math.expm1(metOf(event))),
        metPhiRad: (event) => {
          const at = event * PHYSICS_GLOBAL_FEATURES.length;
          return wrapPhi(Math.atan2(globals[at + 1]!, globals[at + 2]!));
        },
      });
    },
  };
}

/** The features before scaling; zero under the padding. */
function unscaled(
  rows: Float32Array,
  count: number,
  n: number,
  unit: EnergyUnit,
): EventBatch & { tokens: Float32Array; globals: Float32Array } {
  const layout = eventLayout(n);
  const tokens = new Float32Array(count * n * PHYSICS_FEATURES.length);
  const ids = new Int32Array(count * n);
  const mask = new Float32Array(count * n);
  const globals = new Float32Array(count * PHYSICS_GLOBAL_FEATURES.length);
  for (let event = 0; event < count; event++) {
    const row = event * layout.width;
    for (let object = 0; object < n; object++) {
      const id = rows[row + object]!;
      if (id === 0) continue;
      const token = event * n + object;
      const from = row + layout.objects + 4 * object;
      const phi = rows[from + 3]!;
      ids[token] = id;
      mask[token] = 1;
      const to = token * PHYSICS_FEATURES.length;
      tokens[to] = toLogGeV(rows[from]!, unit);
      tokens[to + 1] = toLogGeV(rows[from + 1]!, unit);
      tokens[to + 2] = rows[from + 2]!;
      tokens[to + 3] = Math.sin(phi);
      tokens[to + 4] = Math.cos(phi);
    }
    const metPhi = rows[row + layout.metPhi]!;
    const to = event * PHYSICS_GLOBAL_FEATURES.length;
    globals[to] = Math.log1p(toGeV(rows[row + layout.met]!, unit));
    globals[to + 1] = Math.sin(metPhi);
    globals[to + 2] = Math.cos(metPhi);
  }
  return { size: count, tokens, ids, mask, globals };
}
