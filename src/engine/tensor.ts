/**
 * @file A traced value: its type, its shape, and the operation that made it. It holds no numbers.
 * A model is ordinary code over tensors; running that code once *is* the trace, there is no recorder behind it.
 */
import { primitives } from "./primitives/index.ts";
import type { Primitive } from "./primitives/primitive.ts";
import {
  axisOf,
  type DType,
  isSameShape,
  type Shape,
  shapeError,
  showShape,
  sizeOf,
  type TensorType,
} from "./tensor-type.ts";

/** Where a tensor comes from: an operation on others, a constant, or the outside (batch, state, random numbers). */
export type Origin =
  | Operation
  | { readonly kind: "constant"; readonly values: ArrayLike<number> }
  | { readonly kind: "leaf"; readonly leaf: Leaf };

export interface Operation {
  readonly kind: "operation";
  readonly primitive: Primitive<never>;
  readonly inputs: readonly Tensor[];
  readonly attributes: unknown;
}

/** A value that is fed in at every run; its name is unique in its graph. */
export type Leaf = Input | Draw | Places;

/** The batch, state or a scalar. */
export interface Input {
  readonly kind: "input";
  readonly name: string;
  /** Of a mask: no more than this many of its numbers are other than 0. Known while tracing, as a shape is. */
  readonly atMost?: number;
}

/** Random numbers, made anew for every run. */
export interface Draw {
  readonly kind: "uniform" | "normal";
  readonly name: string;
}

/** The places of a mask that are other than 0, in order, and then as many others as it takes. */
export interface Places {
  readonly kind: "places";
  readonly name: string;
  /** Name of the input. */
  readonly mask: string;
}

/** Keeps `atan2` from dividing by zero; seen from there everything else is straight up or down. */
const SMALLEST_CATHETUS = 1e-30;

export class Tensor implements TensorType {
  readonly dtype: DType;
  /** Lengths of the axes; `[]` is a single number. */
  readonly shape: Shape;
  readonly origin: Origin;

  constructor(type: TensorType, origin: Origin) {
    this.dtype = type.dtype;
    this.shape = type.shape;
    this.origin = origin;
  }

  static leaf(type: TensorType, leaf: Leaf): Tensor {
    return new Tensor(type, { kind: "leaf", leaf });
  }

  /** @param values in row-major order */
  static constant(values: ArrayLike<number>, shape: Shape, dtype: DType = "float32"): Tensor {
    if (values.length !== sizeOf(shape)) throw shapeError(`${values.length} numbers for shape ${showShape(shape)}`);
    return new Tensor({ dtype, shape }, { kind: "constant", values });
  }

  // element by element, with broadcasting
  add(other: Tensor | number): Tensor {
    return apply(primitives.add, [this, this.#lift(other)]);
  }

  sub(other: Tensor | number): Tensor {
    return apply(primitives.sub, [this, this.#lift(other)]);
  }

  mul(other: Tensor | number): Tensor {
    return apply(primitives.mul, [this, this.#lift(other)]);
  }

  div(other: Tensor | number): Tensor {
    return apply(primitives.div, [this, this.#lift(other)]);
  }

  maximum(other: Tensor | number): Tensor {
    return apply(primitives.maximum, [this, this.#lift(other)]);
  }

  minimum(other: Tensor | number): Tensor {
    return apply(primitives.minimum, [this, this.#lift(other)]);
  }

  less(other: Tensor | number): Tensor {
    return apply(primitives.less, [this, this.#lift(other)]);
  }

  greater(other: Tensor | number): Tensor {
    return apply(primitives.greater, [this, this.#lift(other)]);
  }

  equal(other: Tensor | number): Tensor {
    return apply(primitives.equal, [this, this.#lift(other)]);
  }

  // element by element
  neg(): Tensor {
    return apply(primitives.neg, [this]);
  }

  abs(): Tensor {
    return apply(primitives.abs, [this]);
  }

  sign(): Tensor {
    return apply(primitives.sign, [this]);
  }

  exp(): Tensor {
    return apply(primitives.exp, [this]);
  }

  log(): Tensor {
    return apply(primitives.log, [this]);
  }

  sqrt(): Tensor {
    return apply(primitives.sqrt, [this]);
  }

  sin(): Tensor {
    return apply(primitives.sin, [this]);
  }

  cos(): Tensor {
    return apply(primitives.cos, [this]);
  }

  atan(): Tensor {
    return apply(primitives.atan, [this]);
  }

  /** The angle of the point (`x`, this), from -π to π; 0 where both are 0. */
  atan2(x: Tensor): Tensor {
    const clear = x.abs().less(SMALLEST_CATHETUS).where(SMALLEST_CATHETUS, x);
    const halfTurn = this.less(0).where(-Math.PI, Math.PI);
    return this.div(clear).atan().add(clear.less(0).where(halfTurn, 0));
  }

  tanh(): Tensor {
    return apply(primitives.tanh, [this]);
  }

  sigmoid(): Tensor {
    return apply(primitives.sigmoid, [this]);
  }

  erf(): Tensor {
    return apply(primitives.erf, [this]);
  }

  reciprocal(): Tensor {
    return apply(primitives.reciprocal, [this]);
  }

  relu(): Tensor {
    return apply(primitives.relu, [this]);
  }

  gelu(): Tensor {
    return apply(primitives.gelu, [this]);
  }

  /** x · sigmoid(x), also called swish. */
  silu(): Tensor {
    return this.mul(this.sigmoid());
  }

  square(): Tensor {
    return this.mul(this);
  }

  pow(exponent: number): Tensor {
    if (exponent === 0) return this.mul(0).add(1);
    if (exponent === 1) return this;
    return exponent === 2 ? this.square() : apply(primitives.pow, [this], { exponent });
  }

  round(): Tensor {
    return apply(primitives.round, [this]);
  }

  floor(): Tensor {
    return apply(primitives.floor, [this]);
  }

  /** Not below `low` and not above `high`; at the bounds the gradient is 1, as in PyTorch. */
  clamp(low: number, high: number): Tensor {
    const notBelow = this.less(low).where(low, this);
    return notBelow.greater(high).where(high, notBelow);
  }

  stopGradient(): Tensor {
    return apply(primitives.stopGradient, [this]);
  }

  to(dtype: DType): Tensor {
    return dtype === this.dtype ? this : apply(primitives.cast, [this], { to: dtype });
  }

  toFloat(): Tensor {
    return this.to("float32");
  }

  /** Of a bool tensor: `a` where it holds, `b` elsewhere. */
  where(a: Tensor | number, b: Tensor | number): Tensor {
    const float = { dtype: "float32" } as const;
    return apply(primitives.where, [
      this,
      typeof a === "number" ? constant(a, float) : a,
      typeof b === "number" ? constant(b, float) : b,
    ]);
  }

  // shape
  reshape(shape: Shape): Tensor {
    return isSameShape(shape, this.shape) ? this : apply(primitives.reshape, [this], { shape });
  }

  transpose(order: readonly number[]): Tensor {
    return order.every((axis, i) => axis === i) ? this : apply(primitives.transpose, [this], { order });
  }

  /** Swaps the last two axes. */
  transposeLast(): Tensor {
    const rank = this.shape.length;
    return this.transpose([...Array(rank - 2).keys(), rank - 1, rank - 2]);
  }

  broadcastTo(shape: Shape): Tensor {
    return isSameShape(shape, this.shape) ? this : apply(primitives.broadcastTo, [this], { shape });
  }

  slice(axis: number, from: number, to: number): Tensor {
    const index = axisOf(this.shape, axis);
    return from === 0 && to === this.shape[index] ? this : apply(primitives.slice, [this], { axis: index, from, to });
  }

  concat(others: readonly Tensor[], axis: number): Tensor {
    return others.length === 0 ? this : apply(primitives.concat, [this, ...others], { axis: axisOf(this.shape, axis) });
  }

  /** This and others of its shape along a new axis. */
  stack(others: readonly Tensor[], axis = 0): Tensor {
    const at = axis < 0 ? axis + this.shape.length + 1 : axis;
    const thin = (x: Tensor) => x.reshape(x.shape.toSpliced(at, 0, 1));
    return thin(this).concat(others.map(thin), at);
  }

  // over axes; all of them where none is named
  sum(axes?: readonly number[], keepAxes = false): Tensor {
    return this.#reduce(primitives.sum, axes, keepAxes);
  }

  max(axes?: readonly number[], keepAxes = false): Tensor {
    return this.#reduce(primitives.max, axes, keepAxes);
  }

  mean(axes?: readonly number[], keepAxes = false): Tensor {
    const total = this.sum(axes, keepAxes);
    return total.mul(sizeOf(total.shape) / sizeOf(this.shape));
  }

  /** Divided by n, not by n - 1: `correction=0` in PyTorch. */
  variance(axes?: readonly number[], keepAxes = false): Tensor {
    return this.sub(this.mean(axes ?? [...this.shape.keys()], true))
      .square()
      .mean(axes, keepAxes);
  }

  // along one axis
  softmax(axis = -1): Tensor {
    return apply(primitives.softmax, [this], { axis: axisOf(this.shape, axis) });
  }

  logSoftmax(axis = -1): Tensor {
    const shifted = this.sub(this.max([axis], true).stopGradient());
    return shifted.sub(shifted.exp().sum([axis], true).log());
  }

  /** @param reverse sums from the end */
  cumsum(axis: number, reverse = false): Tensor {
    return apply(primitives.cumsum, [this], { axis: axisOf(this.shape, axis), reverse });
  }

  /** The k largest along the last axis, the largest first, and where they stand: both `[…, k]`. */
  topK(k: number): { readonly values: Tensor; readonly indices: Tensor } {
    const indices = apply(primitives.topK, [this], { k });
    return { values: this.gatherAlong(indices, -1), indices };
  }

  /** Index of the smallest value along the last axis. */
  argMin(): Tensor {
    return apply(primitives.argMin, [this]);
  }

  // rows of a table
  gather(indices: Tensor): Tensor {
    return apply(primitives.gather, [this, indices]);
  }

  scatterAdd(indices: Tensor, rows: number): Tensor {
    return apply(primitives.scatterAdd, [this, indices], { rows });
  }

  /** Picks along one axis, each line by its own indices, as `torch.gather` does. */
  gatherAlong(indices: Tensor, axis: number): Tensor {
    return apply(primitives.gatherAlong, [this, indices], { axis: axisOf(this.shape, axis) });
  }

  /** Adds into zeros of `length` along one axis, each line by its own indices, as `torch.scatter_add` does. */
  scatterAddAlong(indices: Tensor, axis: number, length: number): Tensor {
    return apply(primitives.scatterAddAlong, [this, indices], { axis: axisOf(this.shape, axis), length });
  }

  /** Of whole numbers `[…]`: 1 at the number's place and 0 elsewhere, `[…, class]`. */
  oneHot(classes: number): Tensor {
    const each = Tensor.constant([...Array(classes).keys()], [classes], this.dtype);
    return this.reshape([...this.shape, 1])
      .equal(each)
      .toFloat();
  }

  // matrices
  gemm(other: Tensor, transposeA: boolean, transposeB: boolean, bias?: Tensor): Tensor {
    return apply(primitives.gemm, bias ? [this, other, bias] : [this, other], { transposeA, transposeB });
  }

  batchedMatmul(other: Tensor): Tensor {
    return apply(primitives.batchedMatmul, [this, other]);
  }

  /** The transpose of broadcasting: sums up the axes that were stretched from `shape`. */
  sumTo(shape: Shape): Tensor {
    const added = this.shape.length - shape.length;
    const stretched = this.shape.flatMap((length, i) =>
      i < added || (shape[i - added] === 1 && length !== 1) ? [i] : [],
    );
    return (stretched.length === 0 ? this : this.sum(stretched, true)).reshape(shape);
  }

  /** A constant tensor, for rules that cannot import this class. */
  constant(values: ArrayLike<number>, shape: Shape): Tensor {
    return Tensor.constant(values, shape);
  }

  #lift(other: Tensor | number): Tensor {
    return typeof other === "number" ? constant(other, this) : other;
  }

  #reduce(primitive: typeof primitives.sum, axes: readonly number[] | undefined, keepAxes: boolean): Tensor {
    const over = (axes ?? [...this.shape.keys()]).map((axis) => axisOf(this.shape, axis));
    if (over.length === 0) return this;
    const reduced = apply(primitive, [this], { axes: over });
    return keepAxes ? reduced : reduced.reshape(this.shape.filter((_, i) => !over.includes(i)));
  }
}

function constant(value: number, { dtype }: { readonly dtype: DType }): Tensor {
  return Tensor.constant([value], [], dtype);
}

/** One operation on some tensors. @throws FixableError `engine/shape` where they do not fit */
export function apply<A>(
  primitive: Primitive<A>,
  inputs: readonly Tensor[],
  ...rest: A extends undefined ? [] : [attributes: A]
): Tensor {
  const attributes = rest[0] as A;
  const type = primitive.type(inputs, attributes);
  return new Tensor(type, { kind: "operation", primitive: primitive as Primitive<never>, inputs, attributes });
}

/** The same operation on other inputs. */
export function applyAgain({ primitive, attributes }: Operation, inputs: readonly Tensor[]): Tensor {
  return apply(primitive as Primitive<unknown>, inputs, attributes);
}

/**
 * The lengths of a tensor's axes by name, and a check that it has as many as it should.
 *
 * @param names one word an axis: `axes(x, "batch token feature")`
 * @throws FixableError `engine/shape` where the number of axes differs
 */
export function axes<S extends string>(x: Tensor, names: S): Record<Words<S>, number> {
  const words = names.split(" ");
  if (words.length === x.shape.length) {
    return Object.fromEntries(words.map((word, i) => [word, x.shape[i]])) as Record<Words<S>, number>;
  }
  throw shapeError(`a tensor of shape ${showShape(x.shape)}, expected [${words.join(", ")}]`);
}

type Words<S extends string> = S extends `${infer First} ${infer Rest}` ? First | Words<Rest> : S;
