/** @file Storages and views into them → tensors that own their elements, row-major. */
import { FixableError } from "#utils/fixable-error.ts";
import { dtypes, elementCount, type HostTensor, tensorFromBytes } from "../named-tensors.ts";
import type { StorageRef, TensorView } from "./pickle-value.ts";

/** Torch itself stops at 64 axes. */
const MAX_AXES = 64;
/** How much larger than their storages all tensors together may get (a view may repeat an element with stride 0). */
const MAX_GROWTH = 16;
const SMALL_BYTES = 64 * 2 ** 20;

/** @param storage its bytes, of whatever length the file has for this key, or undefined for a key the file lacks */
export type StorageBytes = (storage: StorageRef) => Uint8Array | undefined;

export class TensorMaker {
  readonly #bytesOf: StorageBytes;
  readonly #where: string;
  readonly #storages = new Map<StorageRef, HostTensor>();
  #budgetBytes = SMALL_BYTES;

  /** @param fileBytes length of the file; the tensors of a sane file are not many times as large */
  constructor(bytesOf: StorageBytes, fileBytes: number, where: string) {
    this.#bytesOf = bytesOf;
    this.#where = where;
    this.#budgetBytes += MAX_GROWTH * fileBytes;
  }

  /** @throws FixableError `checkpoints/not-torch` for a view that reaches out of its storage, or grows beyond measure */
  make(view: TensorView, name: string): HostTensor {
    const { storage, offset, shape, strides } = view;
    const { size } = dtypes[storage.dtype];
    const bytes = this.#checkedBytes(storage);
    const count = elementCount(shape);
    if (shape.length > MAX_AXES)
      throw this.#broken(`"${name}" has ${shape.length} axes; torch has at most ${MAX_AXES}`);
    this.#budgetBytes -= count * size;
    if (this.#budgetBytes < 0) {
      throw this.#broken(
        `"${name}" [${shape}] would make the tensors more than ${MAX_GROWTH} times as large as the file`,
      );
    }
    const last = count === 0 ? -1 : shape.reduce((sum, n, axis) => sum + (n - 1) * strides[axis]!, offset);
    if (last >= storage.elements) {
      throw this.#broken(`"${name}" reaches to element ${last} of a storage of ${storage.elements}`);
    }
    if (count === 0) return tensorFromBytes(storage.dtype, shape, new Uint8Array());
    if (isRowMajor(shape, strides)) {
      return tensorFromBytes(storage.dtype, shape, bytes.subarray(offset * size, (offset + count) * size));
    }
    return gather(this.#wholeStorage(storage, bytes), view, count);
  }

  #checkedBytes(storage: StorageRef): Uint8Array {
    const bytes = this.#bytesOf(storage);
    if (bytes === undefined) throw this.#broken(`storage "${storage.key}" is not in the file`);
    const expected = storage.elements * dtypes[storage.dtype].size;
    if (bytes.length !== expected) {
      throw this.#broken(`storage "${storage.key}" has ${bytes.length} bytes; expected ${expected}`);
    }
    return bytes;
  }

  #wholeStorage(storage: StorageRef, bytes: Uint8Array): HostTensor {
    const known = this.#storages.get(storage);
    if (known !== undefined) return known;
    const whole = tensorFromBytes(storage.dtype, [storage.elements], bytes);
    this.#storages.set(storage, whole);
    return whole;
  }

  #broken(problem: string): FixableError {
    return new FixableError({ code: "checkpoints/not-torch", problem, where: this.#where });
  }
}

function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
}

function gather(storage: HostTensor, { offset, shape, strides }: TensorView, count: number): HostTensor {
  const result = tensorFromBytes(storage.dtype, shape, new Uint8Array(count * dtypes[storage.dtype].size));
  const [from, to] = [storage.data, result.data];
  const index = new Array<number>(shape.length).fill(0);
  let at = offset;
  for (let i = 0; i < count; i++) {
    to[i] = from[at]!;
    // one step on, the last axis fastest
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      at += strides[axis]!;
      if (index[axis]! < shape[axis]!) break;
      at -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}
