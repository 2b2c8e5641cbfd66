/** @file Several tensors one after another along one axis. */
import { shapeError, showShape } from "../tensor-type.ts";
import type { Primitive } from "./primitive.ts";

export const concat: Primitive<{ readonly axis: number }> = {
  name: "concat",
  type(inputs, { axis }) {
    const [first, ...rest] = inputs;
    const differs = rest.find(
      ({ dtype, shape }) =>
        dtype !== first!.dtype ||
        shape.length !== first!.shape.length ||
        shape.some((length, i) => i !== axis && length !== first!.shape[i]),
    );
    if (differs) {
      throw shapeError(`concat along axis ${axis} of ${showShape(first!.shape)} and ${showShape(differs.shape)}`);
    }
    const length = inputs.reduce((sum, { shape }) => sum + shape[axis]!, 0);
    return { dtype: first!.dtype, shape: first!.shape.with(axis, length) };
  },
  gradient({ inputs, attributes: { axis }, outputGradient }) {
    let from = 0;
    return inputs.map(({ shape }) => {
      const start = from;
      from += shape[axis]!;
      return outputGradient.slice(axis, start, from);
    });
  },
  lower: (graph, { inputs, attributes: { axis } }) => graph.node("Concat", inputs, { axis }),
};
