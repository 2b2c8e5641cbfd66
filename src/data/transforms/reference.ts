/**
 * @file The transform of the Python system, bit by bit, for parity tests and its old checkpoints (`compat=reference`).
 * Every token counts in the statistics, padding too; φ is a plain number; MET is left as it stands in the file.
 */
import { eventLayout, OBJECT_COLUMNS } from "../event-layout.ts";
import { type EnergyUnit, toGeV, wrapPhi } from "../units.ts";
import { collectColumns } from "./collect-columns.ts";
import { columnStatistics } from "./column-statistics.ts";
import type { EventTransform, TransformDescription } from "./event-transform.ts";

/** On the feature axis: the columns of the file. */
export const REFERENCE_FEATURES = OBJECT_COLUMNS;
/** On the global axis. */
export const REFERENCE_GLOBAL_FEATURES = ["MET", "METphi"] as const;

const WIDTH = OBJECT_COLUMNS.length;
const SMALLEST_STD = 1e-8;

/** Learns mean and unbiased deviation of the four raw columns over all tokens of the training split. */
export function fitReference(rows: Float32Array, count: number, tokens: number, unit: EnergyUnit): EventTransform {
  const { mean, std } = columnStatistics(objectsOf(rows, count, tokens), WIDTH);
  return referenceTransform({
    kind: "reference",
    unit,
    n_tokens: tokens,
    features: REFERENCE_FEATURES,
    mean: mean.map(Math.fround),
    std: std.map((value) => Math.fround(Math.max(value, SMALLEST_STD))),
    global_features: REFERENCE_GLOBAL_FEATURES,
    global_mean: [0, 0],
    global_std: [1, 1],
  });
}

export function referenceTransform(description: TransformDescription): EventTransform {
  const { unit, n_tokens, mean, std } = description;
  return {
    features: description.features,
    globalFeatures: description.global_features,
    describe: () => description,

    apply(rows, count) {
      const { width, met } = eventLayout(n_tokens);
      const tokens = objectsOf(rows, count, n_tokens);
      // float32 after every operation, as the reference rounds
      for (let i = 0; i < tokens.length; i++) tokens[i] = Math.fround(tokens[i]! - mean[i % WIDTH]!) / std[i % WIDTH]!;
      const ids = new Int32Array(count * n_tokens);
      const globals = new Float32Array(count * 2);
      for (let event = 0; event < count; event++) {
        const row = event * width;
        ids.set(rows.subarray(row, row + n_tokens), event * n_tokens);
        globals.set(rows.subarray(row + met, row + met + 2), event * 2);
      }
      return { size: count, tokens, ids, mask: new Float32Array(count * n_tokens).fill(1), globals };
    },

    invert({ size, tokens, ids, globals }) {
      const raw = (i: number, token: number) => tokens[token * WIDTH + i]! * std[i]! + mean[i]!;
      return collectColumns(size, ids, {
        energyGeV: (token) => toGeV(raw(0, token), unit),
        ptGeV: (token) => toGeV(raw(1, token), unit),
        eta: (token) => raw(2, token),
        phiRad: (token) => wrapPhi(raw(3, token)),
        metGeV: (event) => toGeV(globals[event * 2]!, unit),
        metPhiRad: (event) => wrapPhi(globals[event * 2 + 1]!),
      });
    },
  };
}

/** A copy of the object columns, `[event · token, column]`. */
function objectsOf(rows: Float32Array, count: number, tokens: number): Float32Array {
  const { width, objects } = eventLayout(tokens);
  const values = new Float32Array(count * tokens * WIDTH);
  for (let event = 0; event < count; event++)
    values.set(rows.subarray(event * width + objects, (event + 1) * width), event * tokens * WIDTH);
  return values;
}
