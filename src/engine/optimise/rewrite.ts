/** @file Builds a graph anew, inputs first: replaces what is to be replaced, merges what is equal, applies rules. */
import { inOrder } from "../in-order.ts";
import { applyAgain, type Tensor } from "../tensor.ts";
import { sizeOf } from "../tensor-type.ts";
import type { Rule } from "./rule.ts";

export interface Rewritten {
  /** In the order of the outputs that were given. */
  readonly outputs: readonly Tensor[];
  /** Whether any rule applied. */
  readonly changed: boolean;
}

/** @param replaced tensors to compute in another way, for all that depends on them */
export function rewrite(
  outputs: readonly Tensor[],
  rules: readonly Rule[],
  replaced: ReadonlyMap<Tensor, Tensor> = new Map(),
): Rewritten {
  const order = inOrder(outputs, replaced);
  const unique = new Unique();
  const counts = countUses(order, outputs);
  const rewritten = new Map<Tensor, Tensor>();
  const usesOfRewritten = new Map<Tensor, number>();
  const uses = (tensor: Tensor) => usesOfRewritten.get(tensor) ?? 1;
  let changed = false;
  for (const tensor of order) {
    const replacement = replaced.get(tensor);
    let result = replacement ? rewritten.get(replacement)! : unique.of(withInputs(tensor, rewritten));
    if (!replacement) {
      for (const rule of rules) {
        const better = rule(result, { original: tensor, uses });
        if (!better) continue;
        result = unique.of(better);
        changed = true;
      }
    }
    rewritten.set(tensor, result);
    usesOfRewritten.set(result, (usesOfRewritten.get(result) ?? 0) + (counts.get(tensor) ?? 0));
  }
  return { outputs: outputs.map((tensor) => rewritten.get(tensor)!), changed };
}

function withInputs(tensor: Tensor, rewritten: ReadonlyMap<Tensor, Tensor>): Tensor {
  const { origin } = tensor;
  if (origin.kind !== "operation") return tensor;
  const inputs = origin.inputs.map((input) => rewritten.get(input)!);
  if (inputs.every((input, i) => input === origin.inputs[i])) return tensor;
  return applyAgain(origin, inputs);
}

function countUses(order: readonly Tensor[], outputs: readonly Tensor[]): Map<Tensor, number> {
  const counts = new Map<Tensor, number>();
  const used = order.flatMap(({ origin }) => (origin.kind === "operation" ? origin.inputs : []));
  for (const tensor of [...used, ...outputs]) counts.set(tensor, (counts.get(tensor) ?? 0) + 1);
  return counts;
}

/** Large constants are told apart by identity: comparing them would cost more than it saves. */
const LARGEST_COMPARED = 16;

/** One tensor for all that are made in the same way of the same. */
class Unique {
  readonly #byKey = new Map<string, Tensor>();
  readonly #numbers = new Map<Tensor, number>();

  of(tensor: Tensor): Tensor {
    if (this.#numbers.has(tensor)) return tensor;
    const { origin } = tensor;
    const inputs = origin.kind === "operation" ? origin.inputs.map((input) => this.of(input)) : [];
    const own =
      origin.kind === "operation" && inputs.some((input, i) => input !== origin.inputs[i])
        ? applyAgain(origin, inputs)
        : tensor;
    const key = this.#keyOf(own);
    const known = key === null ? undefined : this.#byKey.get(key);
    if (known) return known;
    this.#numbers.set(own, this.#numbers.size);
    if (key !== null) this.#byKey.set(key, own);
    return own;
  }

  #keyOf({ origin, dtype, shape }: Tensor): string | null {
    switch (origin.kind) {
      case "leaf":
        return `leaf ${origin.leaf.name}`;
      case "constant":
        return sizeOf(shape) > LARGEST_COMPARED ? null : `constant ${dtype} [${shape}] ${Array.from(origin.values)}`;
      case "operation": {
        const inputs = origin.inputs.map((input) => this.#numbers.get(input));
        return `${origin.primitive.name} ${inputs} ${JSON.stringify(origin.attributes)}`;
      }
    }
  }
}
