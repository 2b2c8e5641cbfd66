/** @file Tensors on the host, by name: what every checkpoint file is a form of. Bytes are little-endian throughout. */

/** How each element type is kept in memory; float16 and bfloat16 as their bits, bool as bytes 0 and 1. */
export interface ArrayOfDtype {
  readonly float64: Float64Array;
  readonly float32: Float32Array;
  readonly float16: Uint16Array;
  readonly bfloat16: Uint16Array;
  readonly int64: BigInt64Array;
  readonly int32: Int32Array;
  readonly int16: Int16Array;
  readonly int8: Int8Array;
  readonly uint8: Uint8Array;
  readonly bool: Uint8Array;
}

export type Dtype = keyof ArrayOfDtype;

/** A dense tensor; `data` is row-major and holds exactly the product of `shape` elements (one for shape `[]`). */
export type HostTensor = {
  readonly [D in Dtype]: { readonly dtype: D; readonly shape: readonly number[]; readonly data: ArrayOfDtype[D] };
}[Dtype];

/** Tensors by name, e.g. `encoder.net.0.weight`; the order is the file's. */
export type NamedTensors = ReadonlyMap<string, HostTensor>;

interface DtypeEntry<D extends Dtype> {
  /** Bytes per element. */
  readonly size: number;
  readonly array: new (buffer: ArrayBuffer, offset: number, length: number) => ArrayOfDtype[D];
  readonly safetensors: string;
  /** Name of the storage class in module `torch`. */
  readonly torchStorage: string;
}

export const dtypes: { readonly [D in Dtype]: DtypeEntry<D> } = {
  float64: { size: 8, array: Float64Array, safetensors: "F64", torchStorage: "DoubleStorage" },
  float32: { size: 4, array: Float32Array, safetensors: "F32", torchStorage: "FloatStorage" },
  float16: { size: 2, array: Uint16Array, safetensors: "F16", torchStorage: "HalfStorage" },
  bfloat16: { size: 2, array: Uint16Array, safetensors: "BF16", torchStorage: "BFloat16Storage" },
  int64: { size: 8, array: BigInt64Array, safetensors: "I64", torchStorage: "LongStorage" },
  int32: { size: 4, array: Int32Array, safetensors: "I32", torchStorage: "IntStorage" },
  int16: { size: 2, array: Int16Array, safetensors: "I16", torchStorage: "ShortStorage" },
  int8: { size: 1, array: Int8Array, safetensors: "I8", torchStorage: "CharStorage" },
  uint8: { size: 1, array: Uint8Array, safetensors: "U8", torchStorage: "ByteStorage" },
  bool: { size: 1, array: Uint8Array, safetensors: "BOOL", torchStorage: "BoolStorage" },
};

export const dtypeNames = Object.keys(dtypes) as readonly Dtype[];

/** How many elements a shape has; `Infinity` rather than a rounded number when that is not exact any more. */
export function elementCount(shape: readonly number[]): number {
  if (shape.includes(0)) return 0;
  const count = shape.reduce((product, size) => product * size, 1);
  return Number.isSafeInteger(count) ? count : Number.POSITIVE_INFINITY;
}

/**
 * A tensor over a copy of `bytes`.
 *
 * @param bytes row-major elements; exactly as many as the shape asks for, which the caller has checked
 */
export function tensorFromBytes(dtype: Dtype, shape: readonly number[], bytes: Uint8Array): HostTensor {
  const { array, size } = dtypes[dtype];
  const buffer = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(buffer).set(bytes);
  return { dtype, shape, data: new array(buffer, 0, bytes.byteLength / size) } as HostTensor;
}

/** The tensor's own memory as bytes; not a copy. */
export function bytesOf({ data }: HostTensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** @throws RangeError when a tensor holds another number of elements than its shape says: a bug of the caller */
export function assertConsistent(tensors: NamedTensors): void {
  for (const [name, { shape, data }] of tensors) {
    if (data.length === elementCount(shape)) continue;
    throw new RangeError(`"${name}" has ${data.length} elements and the shape [${shape.join(", ")}]`);
  }
}
