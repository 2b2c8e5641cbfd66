/** @file What stands on the stack while a torch pickle is read: plain values, and references into storages. */
import type { Dtype } from "../named-tensors.ts";

export type PickleKey = string | number | bigint | boolean;

/** Lists, tuples and sizes are arrays alike. */
export type PickleValue = null | PickleKey | PickleDict | TensorView | StorageRef | AllowedName | PickleValue[];

/** `dict` and `OrderedDict`. What a BUILD adds to one (torch: `_metadata`, layer versions) is checked and left out. */
export class PickleDict {
  readonly entries = new Map<PickleKey, PickleValue>();
}

/** A block of elements kept elsewhere in the file under `key`; several tensors may look into one. */
export class StorageRef {
  readonly dtype: Dtype;
  readonly key: string;
  readonly elements: number;

  constructor(dtype: Dtype, key: string, elements: number) {
    this.dtype = dtype;
    this.key = key;
    this.elements = elements;
  }
}

/** A tensor as torch describes it; offset and strides count elements. Not yet checked against its storage. */
export class TensorView {
  readonly storage: StorageRef;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];

  constructor(storage: StorageRef, offset: number, shape: readonly number[], strides: readonly number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }
}

/** A class or function the pickle named; `call` gives undefined for arguments torch does not give it. */
export class AllowedName {
  /** Module and name with a blank between. */
  readonly name: string;
  readonly call: (args: readonly PickleValue[]) => PickleValue | undefined;
  /** For a storage class, the type of its elements. */
  readonly dtype: Dtype | undefined;

  constructor(name: string, call: AllowedName["call"], dtype?: Dtype) {
    this.name = name;
    this.call = call;
    this.dtype = dtype;
  }
}
