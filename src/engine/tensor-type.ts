/** @file What is known of a tensor before any number is: its element type and its shape. */
import { FixableError } from "#utils/fixable-error.ts";

export type DType = "float32" | "int32" | "int64" | "bool";
export type Shape = readonly number[];

export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** How many numbers a tensor has; 1 for a scalar. */
export const sizeOf = (shape: Shape): number => shape.reduce((product, length) => product * length, 1);
export const isSameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((n, i) => n === b[i]);
/** For people: `[2, 3]`. */
export const showShape = (shape: Shape): string => `[${shape.join(", ")}]`;

/** `-1` → the last axis. @throws FixableError `engine/shape` where there is no such axis */
export function axisOf(shape: Shape, axis: number): number {
  const index = axis < 0 ? axis + shape.length : axis;
  if (Number.isInteger(index) && index >= 0 && index < shape.length) return index;
  throw shapeError(`axis ${axis} of a tensor of shape ${showShape(shape)}, which has ${shape.length} axes`);
}

/** NumPy's rule: axes are matched from the last one, and an axis of length 1 stretches. */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [m, n] = [a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1];
    if (m !== n && m !== 1 && n !== 1) throw shapeError(`shapes ${showShape(a)} and ${showShape(b)} do not broadcast`);
    return m === 1 ? n : m;
  });
}

/** A mistake in how tensors fit together; found while tracing, so before the first step. */
export function shapeError(problem: string): FixableError {
  return new FixableError({ code: "engine/shape", problem });
}
