import fc from "fast-check";
import { expect, test } from "vitest";
import { readSafetensors, toSafetensorsBytes } from "#checkpoints";
import { FixableError } from "#utils/fixable-error.ts";
import { anyNamedTensors, expectSameTensors } from "./tensor-arbitrary.ts";

test("what is written is read again: names, order, dtypes, shapes, bits and metadata", () => {
  const anyMetadata = fc.dictionary(fc.string(), fc.string());
  fc.assert(
    fc.property(anyNamedTensors, anyMetadata, (tensors, metadata) => {
      const read = readSafetensors(toSafetensorsBytes(tensors, metadata), "memory");
      expectSameTensors(read.tensors, tensors);
      expect(read.metadata).toEqual(metadata);
    }),
  );
});

test("the header ends at a multiple of eight bytes", () => {
  fc.assert(
    fc.property(anyNamedTensors, (tensors) => {
      const bytes = toSafetensorsBytes(tensors);
      expect(Number(new DataView(bytes.buffer).getBigUint64(0, true)) % 8).toBe(0);
    }),
  );
});

test("a damaged file gives a fixable error or tensors, nothing else", () => {
  const anyDamage = fc.record({ at: fc.nat(), byte: fc.nat({ max: 255 }), keep: fc.nat() });
  fc.assert(
    fc.property(anyNamedTensors, anyDamage, (tensors, { at, byte, keep }) => {
      const bytes = toSafetensorsBytes(tensors);
      bytes[at % bytes.length] = byte;
      try {
        readSafetensors(bytes.subarray(0, keep % 3 === 0 ? keep % bytes.length : bytes.length), "memory");
      } catch (error) {
        expect(error).toBeInstanceOf(FixableError);
      }
    }),
    { numRuns: 500 },
  );
});

const f32 = (shape: unknown, offsets: unknown) => ({ dtype: "F32", shape, data_offsets: offsets });
test.each<[string, string | object, number]>([
  ["two tensors over the same bytes", { a: f32([2], [0, 8]), b: f32([2], [4, 12]) }, 12],
  ["bytes that belong to no tensor between two", { a: f32([1], [0, 4]), b: f32([1], [8, 12]) }, 12],
  ["bytes that belong to no tensor at the end", { a: f32([1], [0, 4]) }, 8],
  ["bytes that belong to no tensor in a file without any", {}, 4],
  ["a tensor beyond the end", { a: f32([4], [0, 16]) }, 8],
  ["a shape that needs fewer bytes than there are", { a: f32([1], [0, 8]) }, 8],
  ["a shape whose product is no exact number", { a: f32([2 ** 40, 2 ** 40], [0, 8]) }, 8],
  ["a negative size", { a: f32([-1, -2], [0, 8]) }, 8],
  ["a broken size", { a: f32([1.5], [0, 6]) }, 6],
  ["an end before its begin", { a: f32([1], [4, 0]) }, 4],
  ["offsets that are no pair", { a: f32([1], [0, 4, 8]) }, 8],
  [
    "a shape nested without end",
    `{"a":{"dtype":"F32","shape":${"[".repeat(1e5)}${"]".repeat(1e5)},"data_offsets":[0,0]}}`,
    0,
  ],
  ["a tensor that is no object", { a: 3 }, 0],
  ["metadata that is no text", { __metadata__: { a: 1 } }, 0],
  [
    "the same name twice",
    '{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"\\u0061":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}',
    0,
  ],
  ["a header that is a list", "[]", 0],
  ["a header that is no JSON", "{", 0],
])("refuses %s", (_, header, bodyBytes) => {
  expect(() => readSafetensors(fileOf(header, bodyBytes), "memory")).toThrow(
    expect.objectContaining({ code: "checkpoints/not-safetensors" }),
  );
});

test("refuses a header longer than the file before it makes room for it", () => {
  const bytes = fileOf({}, 0);
  new DataView(bytes.buffer).setBigUint64(0, 2n ** 62n, true);
  expect(() => readSafetensors(bytes, "memory")).toThrow(
    expect.objectContaining({ code: "checkpoints/not-safetensors" }),
  );
});

test("names the dtype it cannot read, and those it can", () => {
  const file = fileOf({ a: { dtype: "F8_E4M3", shape: [1], data_offsets: [0, 1] } }, 1);
  expect(() => readSafetensors(file, "memory")).toThrow(
    expect.objectContaining({ code: "checkpoints/unsupported-dtype", message: expect.stringMatching(/F8_E4M3.*BF16/) }),
  );
});

function fileOf(header: string | object, bodyBytes: number): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + bodyBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  return file;
}
