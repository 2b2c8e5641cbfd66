/** @file Random named tensors for property tests, and their comparison to the bit. */
import fc from "fast-check";
import { expect } from "vitest";
import type { HostTensor, NamedTensors } from "#checkpoints";
import { bytesOf, dtypeNames, dtypes, elementCount, tensorFromBytes } from "../../src/checkpoints/named-tensors.ts";

/** Any dtype, any bits (NaN payloads too), up to four axes, sizes 0 and 1 included. */
const anyTensor: fc.Arbitrary<HostTensor> = fc
  .record({ dtype: fc.constantFrom(...dtypeNames), shape: fc.array(fc.nat({ max: 4 }), { maxLength: 4 }) })
  .chain(({ dtype, shape }) => {
    const length = elementCount(shape) * dtypes[dtype].size;
    return fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => tensorFromBytes(dtype, shape, bytes));
  });

const anyName = fc.oneof(
  fc.constantFrom("encoder.net.0.weight", "0", "1", "12", "__proto__", "a.b", "", "π", 'quoted "name"'),
  fc.string({ unit: "grapheme", maxLength: 12 }),
);

export const anyNamedTensors: fc.Arbitrary<NamedTensors> = fc
  .uniqueArray(fc.tuple(anyName, anyTensor), { selector: ([name]) => name, maxLength: 6 })
  .map((entries) => new Map(entries));

/** Equal names in equal order, equal dtypes, shapes and bits. */
export function expectSameTensors(actual: NamedTensors, expected: NamedTensors): void {
  expect([...actual.keys()]).toEqual([...expected.keys()]);
  for (const [name, tensor] of expected) expectSameTensor(actual.get(name)!, tensor);
}

export function expectSameTensor(actual: HostTensor, expected: HostTensor): void {
  expect({ dtype: actual.dtype, shape: actual.shape }).toEqual({ dtype: expected.dtype, shape: expected.shape });
  expect(Buffer.compare(bytesOf(actual), bytesOf(expected))).toBe(0);
}
