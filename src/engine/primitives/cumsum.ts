/** @file Running sums along one axis: each with all before it, or with all after it where `reverse`. */
import type { Primitive } from "./primitive.ts";

export const cumsum: Primitive<{ readonly axis: number; readonly reverse: boolean }> = {
  name: "cumsum",
  type: ([x]) => x!,
  gradient: ({ attributes: { axis, reverse }, outputGradient }) => [outputGradient.cumsum(axis, !reverse)],
  lower(graph, { inputs, attributes: { axis, reverse } }) {
    const along = graph.constant({ dtype: "int64", shape: [] }, [axis]);
    return graph.node("CumSum", [inputs[0]!, along], { reverse: reverse ? 1 : 0 });
  },
};
