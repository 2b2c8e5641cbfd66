/**
 * @file Keeps the slope of layers at one at most: every matrix is divided by its largest singular value, which one step of
 * power iteration a learning step follows. Miyato et al. 2018, arXiv:1802.05957, algorithm 1.
 */
import type { BufferUpdate } from "../objective.ts";
import type { Tensor } from "../tensor.ts";
import { type Initialiser, normal, type Variable, type VariableScope } from "../variables.ts";

/** Keeps a vector of length zero from dividing by zero. */
const SMALLEST = 1e-12;
/** Before the first step. */
const FIRST_ITERATIONS = 15;

export class SpectralNorm {
  readonly #updates: BufferUpdate[] = [];

  /** To be made by every learning step: the left singular vectors of the matrices as they are now. */
  get updates(): readonly BufferUpdate[] {
    return this.#updates;
  }

  /** The same scope, in which layers see matrices divided; biases and gains stay as they are. */
  within(scope: VariableScope): VariableScope {
    return scope.seenAs((parameter, at) =>
      parameter.shape.length === 2 ? this.#divided(parameter, at) : parameter.value,
    );
  }

  /** The gradient reaches the matrix through the division as well; the singular vectors count as fixed. */
  #divided(matrix: Variable, scope: VariableScope): Tensor {
    const [rows] = matrix.shape as [number];
    const short = matrix.name.slice(matrix.name.lastIndexOf(".") + 1);
    const left = scope.buffer(`${short}_u`, [rows], leftSingularVector(matrix));
    const fixed = matrix.value.stopGradient();
    const right = unit(left.value.reshape([1, rows]).gemm(fixed, false, false)); // [1, column]
    const next = unit(right.gemm(fixed, false, true)); // [1, row]
    this.#updates.push({ buffer: left, value: next.reshape([rows]) });
    const largest = next.gemm(matrix.value, false, false).mul(right).sum(); // uᵀ W v
    return matrix.value.div(largest.maximum(SMALLEST));
  }
}

/** @param vector `[1, n]` */
function unit(vector: Tensor): Tensor {
  return vector.div(vector.square().sum().add(SMALLEST).sqrt());
}

/** Of the first values, nearly. */
function leftSingularVector({ initial, shape }: Variable): Initialiser {
  const [rows, columns] = shape as [number, number];
  const toUnit = (vector: Float32Array) => {
    const length = Math.hypot(...vector, SMALLEST);
    return vector.map((x) => x / length);
  };
  const sumOver = (length: number, term: (i: number) => number) => {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += term(i);
    return sum;
  };
  return (values, random) => {
    normal(1)(values, random);
    for (let iteration = 0; iteration < FIRST_ITERATIONS; iteration++) {
      const right = toUnit(
        Float32Array.from({ length: columns }, (_, j) => sumOver(rows, (i) => values[i]! * initial[i * columns + j]!)),
      );
      const next = Float32Array.from({ length: rows }, (_, i) =>
        sumOver(columns, (j) => initial[i * columns + j]! * right[j]!),
      );
      values.set(toUnit(next));
    }
  };
}
