/**
 * @file Reverse-mode differentiation: a graph, and where to look from, → the graph of gradients.
 * Each primitive brings its own rule; here they are only chained.
 */
import { inOrder } from "./in-order.ts";
import { Tensor } from "./tensor.ts";
import { shapeError, showShape, sizeOf } from "./tensor-type.ts";

/**
 * Gradients of a single number by each of some tensors.
 *
 * @param loss of shape `[]`
 * @returns one tensor for each of `by`, of its shape; zeros where the loss does not depend on it
 */
export function gradientsOf(loss: Tensor, by: readonly Tensor[]): Tensor[] {
  if (loss.shape.length > 0)
    throw shapeError(`the gradient of a tensor of shape ${showShape(loss.shape)}, expected []`);
  const order = inOrder([loss]);
  const needed = new Set(by);
  for (const tensor of order) {
    if (tensor.origin.kind === "operation" && tensor.origin.inputs.some((input) => needed.has(input)))
      needed.add(tensor);
  }
  const gradients = new Map<Tensor, Tensor>([[loss, Tensor.constant([1], [])]]);
  for (const tensor of order.toReversed()) {
    const outputGradient = gradients.get(tensor);
    if (!outputGradient || !needed.has(tensor) || tensor.origin.kind !== "operation") continue;
    const { primitive, inputs, attributes } = tensor.origin;
    const flowing = primitive.gradient({ inputs, output: tensor, attributes: attributes as never, outputGradient });
    inputs.forEach((input, i) => {
      const gradient = flowing[i];
      if (!gradient || !needed.has(input)) return;
      const sum = gradients.get(input);
      gradients.set(input, sum ? sum.add(gradient) : gradient);
    });
  }
  return by.map(
    (tensor) => gradients.get(tensor) ?? Tensor.constant(new Float32Array(sizeOf(tensor.shape)), tensor.shape),
  );
}
