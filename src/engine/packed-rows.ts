/**
 * @file The real slots of a batch as rows without padding between them. What works slot by slot needs no neighbours, so
 * it need not compute the padding either, which in collision events is often more than half of a batch.
 */
import { Tensor } from "./tensor.ts";
import { isSameShape, shapeError, showShape, sizeOf } from "./tensor-type.ts";

export class PackedRows {
  readonly #slots: readonly number[];
  /** `[row]`, the slot of each row, all different; null where nothing is known of the mask and every slot is a row. */
  readonly #places: Tensor | null;

  /** @param mask `[batch, slot]`, 1 for a real one and 0 for padding */
  constructor(mask: Tensor) {
    this.#slots = mask.shape;
    this.#places = placesOf(mask);
  }

  /** @param x `[batch, slot, …]` @returns `[row, …]`: every real slot in order, and maybe some padding behind them */
  pack(x: Tensor): Tensor {
    if (!isSameShape(x.shape.slice(0, 2), this.#slots))
      throw shapeError(`rows of a tensor of shape ${showShape(x.shape)} with a mask of ${showShape(this.#slots)}`);
    const all = x.reshape([sizeOf(this.#slots), ...x.shape.slice(2)]);
    return this.#places ? all.gather(this.#places) : all;
  }

  /** @param rows `[row, …]` @returns `[batch, slot, …]`; under the padding anything */
  unpack(rows: Tensor): Tensor {
    const all = this.#places ? rows.scatterAdd(this.#places, sizeOf(this.#slots)) : rows;
    return all.reshape([...this.#slots, ...rows.shape.slice(1)]);
  }
}

function placesOf({ origin }: Tensor): Tensor | null {
  if (origin.kind !== "leaf" || origin.leaf.kind !== "input" || origin.leaf.atMost === undefined) return null;
  const { name, atMost } = origin.leaf;
  return Tensor.leaf({ dtype: "int64", shape: [atMost] }, { kind: "places", name: `${name}.places`, mask: name });
}
