/**
 * @file Cuts what is computed row by row into tiles that stay in a core's cache. A matrix with tens of thousands of rows
 * is written to memory and read again between any two operations; its tiles are not. Sums over the rows become sums of
 * the tiles' sums, in order, so results are the same bits every time.
 */
import { inOrder } from "../in-order.ts";
import { type PrimitiveName, primitives } from "../primitives/index.ts";
import { apply, applyAgain, type Operation, type Tensor } from "../tensor.ts";
import { madeBy } from "./rule.ts";

const ELEMENTWISE: ReadonlySet<string> = new Set<PrimitiveName>([
  ...(["abs", "add", "atan", "cos", "div", "erf", "exp", "gelu", "log", "maximum", "minimum", "mul", "neg"] as const),
  ...(["pow", "reciprocal", "relu", "sigmoid", "sin", "sqrt", "sub", "tanh"] as const),
]);

const { gemm, sum } = primitives;

/** @param rowsOfTile the fewest rows of a tile; nothing is cut where there are not at least two */
export function tileRows(outputs: readonly Tensor[], rowsOfTile: number): readonly Tensor[] {
  const order = inOrder(outputs);
  const rows = tallestProduct(order);
  const count = numberOfTiles(rows, rowsOfTile);
  return count === 1 ? outputs : new Tiling(rows, count).rewrite(order, outputs);
}

function tallestProduct(order: readonly Tensor[]): number {
  return order.reduce((most, tensor) => (madeBy(gemm, tensor) ? Math.max(most, tensor.shape[0]!) : most), 0);
}

/** The most equal tiles of no fewer rows than wanted. */
function numberOfTiles(rows: number, rowsOfTile: number): number {
  for (let count = Math.floor(rows / rowsOfTile); count > 1; count--) if (rows % count === 0) return count;
  return 1;
}

class Tiling {
  readonly #rows: number;
  readonly #count: number;
  /** Each tensor of the old graph in the new one: in tiles, in one piece, or both. */
  readonly #tiles = new Map<Tensor, readonly Tensor[]>();
  readonly #whole = new Map<Tensor, Tensor>();

  constructor(rows: number, count: number) {
    this.#rows = rows;
    this.#count = count;
  }

  rewrite(order: readonly Tensor[], outputs: readonly Tensor[]): Tensor[] {
    for (const tensor of order) {
      const { origin } = tensor;
      if (origin.kind !== "operation") this.#whole.set(tensor, tensor);
      else if (this.#isRowByRow(tensor, origin)) this.#tiles.set(tensor, this.#inTiles(origin));
      else this.#whole.set(tensor, this.#summed(origin) ?? applyAgain(origin, origin.inputs.map(this.#wholeOf)));
    }
    return outputs.map(this.#wholeOf);
  }

  #hasRows({ shape }: Tensor): boolean {
    return shape.length === 2 && shape[0] === this.#rows;
  }

  #isRowByRow(tensor: Tensor, { primitive, inputs, attributes }: Operation): boolean {
    if (!this.#hasRows(tensor)) return false;
    if (ELEMENTWISE.has(primitive.name)) return true;
    if (primitive.name !== gemm.name) return false;
    const [a, ...rest] = inputs;
    return (
      this.#hasRows(a!) && !(attributes as { transposeA: boolean }).transposeA && !rest.some((x) => this.#tiles.has(x))
    );
  }

  #inTiles(origin: Operation): Tensor[] {
    const isCut = (input: Tensor, i: number) =>
      this.#hasRows(input) && (i === 0 || ELEMENTWISE.has(origin.primitive.name));
    return Array.from({ length: this.#count }, (_, tile) =>
      applyAgain(
        origin,
        origin.inputs.map((input, i) => (isCut(input, i) ? this.#tilesOf(input)[tile]! : this.#wholeOf(input))),
      ),
    );
  }

  /** A sum over rows of what is in tiles already; null for anything else. */
  #summed({ primitive, inputs, attributes }: Operation): Tensor | null {
    const [a, b] = inputs;
    const isSum = primitive.name === sum.name && (attributes as { axes: readonly number[] }).axes.includes(0);
    if (isSum && this.#tiles.has(a!)) {
      const parts = this.#tilesOf(a!).map((tile) => apply(sum, [tile], attributes as never));
      return parts.reduce((total, part) => total.add(part));
    }
    const isProduct = primitive.name === gemm.name && inputs.length === 2;
    const { transposeA, transposeB } = (isProduct ? attributes : {}) as { transposeA?: boolean; transposeB?: boolean };
    if (!transposeA || transposeB || !this.#hasRows(a!) || !(this.#tiles.has(a!) || this.#tiles.has(b!))) return null;
    const [left, right] = [this.#tilesOf(a!), this.#tilesOf(b!)];
    const parts = left.map((tile, i) => apply(gemm, [tile, right[i]!], attributes as never));
    return parts.reduce((total, part) => total.add(part));
  }

  #tilesOf(tensor: Tensor): readonly Tensor[] {
    const known = this.#tiles.get(tensor);
    if (known) return known;
    const whole = this.#whole.get(tensor)!;
    const height = this.#rows / this.#count;
    const cut = Array.from({ length: this.#count }, (_, i) => whole.slice(0, i * height, (i + 1) * height));
    this.#tiles.set(tensor, cut);
    return cut;
  }

  readonly #wholeOf = (tensor: Tensor): Tensor => {
    const known = this.#whole.get(tensor);
    if (known) return known;
    const [first, ...rest] = this.#tiles.get(tensor)!;
    const whole = first!.concat(rest, 0);
    this.#whole.set(tensor, whole);
    return whole;
  };
}
