/**
 * @file Where the k largest values along the last axis stand, the largest first, of equal ones the first; nothing flows
 * back. `Tensor.topK` gathers the values, and through that gradients flow.
 */
import { shapeError, showShape } from "../tensor-type.ts";
import type { Primitive } from "./primitive.ts";

export const topK: Primitive<{ readonly k: number }> = {
  name: "topK",
  type([x], { k }) {
    const length = x!.shape.at(-1) ?? 0;
    if (!Number.isInteger(k) || k < 1 || k > length) {
      throw shapeError(`the ${k} largest along the last axis of ${showShape(x!.shape)}, expected 1 to ${length}`);
    }
    return { dtype: "int64", shape: x!.shape.with(-1, k) };
  },
  gradient: () => [null],
  lower(graph, { inputs, attributes: { k } }) {
    const count = graph.constant({ dtype: "int64", shape: [1] }, [k]);
    const [, indices] = graph.nodes("TopK", [inputs[0]!, count], 2, { axis: -1, largest: 1, sorted: 1 });
    return indices!;
  },
};
