/** @file The order in which a graph can be computed: a walk over tensors, inputs first. */
import type { Tensor } from "./tensor.ts";

/**
 * Everything that the outputs depend on, inputs before what is made of them.
 *
 * @param replaced tensors to compute in another way, for all that depends on them
 */
export function inOrder(outputs: Iterable<Tensor>, replaced?: ReadonlyMap<Tensor, Tensor>): Tensor[] {
  const order: Tensor[] = [];
  const seen = new Set<Tensor>();
  const pending = [...outputs].reverse().map((tensor) => ({ tensor, expanded: false }));
  for (let top = pending.pop(); top; top = pending.pop()) {
    const { tensor, expanded } = top;
    if (expanded) order.push(tensor);
    if (expanded || seen.has(tensor)) continue;
    seen.add(tensor);
    pending.push({ tensor, expanded: true });
    const replacement = replaced?.get(tensor);
    const inputs = replacement ? [replacement] : tensor.origin.kind === "operation" ? tensor.origin.inputs : [];
    for (const input of inputs.toReversed()) pending.push({ tensor: input, expanded: false });
  }
  return order;
}
