/**
 * @file Graph → a graph that computes the same with fewer and cheaper operations, before it is lowered to ONNX.
 * To add a rule: write its file, then its line here. Results differ by rounding alone.
 */

import { inOrder } from "../in-order.ts";
import { primitives } from "../primitives/index.ts";
import type { Tensor } from "../tensor.ts";
import { dropStretches } from "./drop-stretches.ts";
import { foldFactors } from "./fold-factors.ts";
import { rewrite } from "./rewrite.ts";
import { madeBy, type Rule } from "./rule.ts";
import { shareGelu } from "./share-gelu.ts";
import { sinkReshapes } from "./sink-reshapes.ts";
import { skipUnpacking } from "./skip-unpacking.ts";
import { tileRows } from "./tile-rows.ts";

/** Matters to gradients alone, and those are graphs of their own by now. */
const dropStopGradient: Rule = (tensor) => madeBy(primitives.stopGradient, tensor)?.inputs[0] ?? null;

const rules = [dropStopGradient, ...dropStretches, ...sinkReshapes, ...skipUnpacking, ...foldFactors];

/** Every rule makes a graph smaller or moves something one way, so this is far above what is ever needed. */
const MOST_PASSES = 50;

/** Of 128 numbers each, 1 MB: what a core's own cache holds. */
const ROWS_OF_TILE = 2048;

/**
 * @param replaced tensors to compute in another way, for all that depends on them
 * @param inTiles whether tall matrices are cut, which fixes the number of their rows
 * @returns the same outputs, by name
 */
export function optimise(
  outputs: Readonly<Record<string, Tensor>>,
  replaced: ReadonlyMap<Tensor, Tensor> = new Map(),
  inTiles = true,
): Record<string, Tensor> {
  let current = rewrite(Object.values(outputs), [], replaced).outputs;
  current = rewrite(current, [shareGelu(inOrder(current))]).outputs;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const { outputs: next, changed } = rewrite(current, rules);
    current = next;
    if (!changed) break;
  }
  if (inTiles) current = rewrite(tileRows(current, ROWS_OF_TILE), []).outputs;
  return Object.fromEntries(Object.keys(outputs).map((name, i) => [name, current[i]!]));
}
