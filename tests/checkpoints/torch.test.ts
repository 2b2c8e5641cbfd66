import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type NamedTensors, readTorch, toTorchBytes } from "#checkpoints";
import { FixableError } from "#utils/fixable-error.ts";
import { readZip, toZipBytes } from "../../src/checkpoints/torch/zip-archive.ts";
import { anyNamedTensors, expectSameTensors } from "./tensor-arbitrary.ts";

const encoder = new TextEncoder();

describe("writing", () => {
  test("what is written is read again: names, order, dtypes, shapes and bits", () => {
    fc.assert(
      fc.property(anyNamedTensors, (tensors) => {
        const read = readTorch(toTorchBytes(tensors, "best_val"), "memory");
        expectSameTensors(read.tensors, tensors);
        expect(read.values.size).toBe(0);
      }),
    );
  });

  test("equal tensors give equal bytes, at any time", () => {
    fc.assert(
      fc.property(anyNamedTensors, (tensors) => {
        expect(Buffer.compare(toTorchBytes(tensors), toTorchBytes(new Map(tensors)))).toBe(0);
      }),
    );
  });

  test("every entry begins at a multiple of 64 bytes, in a folder named after the file", () => {
    const bytes = toTorchBytes(twoTensors, "best_val");
    const entries = readZip(bytes, "memory");
    expect([...entries.keys()]).toEqual(
      ["data.pkl", "byteorder", "data/0", "data/1", "version"].map((name) => `best_val/${name}`),
    );
    for (const content of entries.values()) expect((content.byteOffset - bytes.byteOffset) % 64).toBe(0);
  });

  test("a file stem that torch's readers might stumble over becomes archive", () => {
    expect([...readZip(toTorchBytes(twoTensors, "my run/ü"), "memory").keys()][0]).toBe("archive/data.pkl");
  });

  test("refuses a tensor with another number of elements than its shape says", () => {
    const tensors = new Map([["a", { dtype: "float32", shape: [3], data: new Float32Array(2) }]]) as NamedTensors;
    expect(() => toTorchBytes(tensors)).toThrow(RangeError);
  });
});

describe("damaged files", () => {
  test("a file cut short anywhere is refused with a code", () => {
    const bytes = toTorchBytes(twoTensors);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readTorch(bytes.subarray(0, length), "memory")).toThrow(
        expect.objectContaining({ code: "checkpoints/not-torch" }),
      );
    }
  });

  test("one wrong byte in a tensor is noticed", () => {
    const bytes = toTorchBytes(twoTensors);
    const [, , first] = readZip(bytes, "memory").values();
    first![1]! ^= 1;
    expect(() => readTorch(bytes, "memory")).toThrow(expect.objectContaining({ code: "checkpoints/not-torch" }));
  });

  test("any wrong bytes give a fixable error or tensors, nothing else", () => {
    const anyDamage = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(anyNamedTensors, anyDamage, (tensors, damage) => {
        const bytes = toTorchBytes(tensors);
        for (const [at, byte] of damage) bytes[at % bytes.length] = byte;
        expectTensorsOrFixable(() => readTorch(bytes, "memory"));
      }),
      { numRuns: 500 },
    );
  });

  test("any wrong pickle with right checksums gives a fixable error or tensors, nothing else", () => {
    const pickle = readZip(toTorchBytes(twoTensors), "memory").get("archive/data.pkl")!;
    const anyDamage = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(anyDamage, fc.nat(), (damage, cut) => {
        const bytes = Uint8Array.from(pickle);
        for (const [at, byte] of damage) bytes[at % bytes.length] = byte;
        expectTensorsOrFixable(() => readTorch(zipWith(bytes.subarray(0, bytes.length - (cut % 3))), "memory"));
      }),
      { numRuns: 2000 },
    );
  });

  test("random bytes after a magic number give a fixable error", () => {
    const legacyMagic = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];
    fc.assert(
      fc.property(
        fc.constantFrom(legacyMagic, [0x50, 0x4b, 3, 4]),
        fc.uint8Array({ maxLength: 200 }),
        (magic, rest) => {
          expect(() => readTorch(Uint8Array.from([...magic, ...rest]), "memory")).toThrow(FixableError);
        },
      ),
    );
  });
});

describe("hostile pickles", () => {
  test("a function to be called is refused by its name", () => {
    const pickle = "\x80\x02cposix\nsystem\nX\x07\x00\x00\x00echo hi\x85R.";
    expect(() => readTorch(zipWith(latin1(pickle)), "memory")).toThrow(
      expect.objectContaining({ code: "checkpoints/refused-pickle", message: expect.stringContaining("posix.system") }),
    );
  });

  test.each([
    ["a whole module of Python objects", "\x80\x02ctorch.nn.modules.linear\nLinear\n."],
    ["a name put together on the stack", "\x80\x04\x8c\x08builtins\x8c\x04eval\x93."],
    ["an allowed name with other arguments", "\x80\x02ccollections\nOrderedDict\n(K\x01tR."],
    ["an allowed name that is never called", "\x80\x02ccollections\nOrderedDict\n."],
    ["an object made without its constructor", "\x80\x02ccollections\nOrderedDict\n)\x81."],
    ["an extension code", "\x80\x02\x82\x01."],
    ["text opcodes of protocol 0", "(lp0\n."],
    ["a list that contains itself", "\x80\x02]q\x00h\x00a."],
    [
      "a storage without its tensor",
      "\x80\x02(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x02tQ.",
    ],
    ["a dictionary as a key", "\x80\x02}}K\x01s."],
    ["two values with one name", "\x80\x02}(X\x03\x00\x00\x00a.bK\x01X\x01\x00\x00\x00a}X\x01\x00\x00\x00bK\x02su."],
  ])("refuses %s", (_, pickle) => {
    expect(() => readTorch(zipWith(latin1(pickle)), "memory")).toThrow(
      expect.objectContaining({ code: "checkpoints/refused-pickle" }),
    );
  });

  test("lists of the same list, doubled forty times, end in an error and not in a full memory", () => {
    const doubling = Array.from({ length: 40 }, (_, i) => `]q${ch(i + 1)}(h${ch(i)}h${ch(i)}e`).join("");
    expect(() => readTorch(zipWith(latin1(`\x80\x02]q\x00K\x01a${doubling}.`)), "memory")).toThrow(
      expect.objectContaining({ code: "checkpoints/refused-pickle" }),
    );
  });

  test.each([
    ["dictionaries", "}"],
    ["marks", "("],
    ["nothings", "N"],
    ["places to remember one value", "N".padEnd(2, "\x94")],
  ])("millions of %s end in an error", (_, opcode) => {
    const pickle = new Uint8Array(6_000_000).fill(opcode.charCodeAt(opcode.length - 1));
    pickle.set(latin1(`\x80\x04${opcode}`));
    expect(() => readTorch(zipWith(pickle), "memory")).toThrow(
      expect.objectContaining({ code: "checkpoints/refused-pickle" }),
    );
  });

  test.each([
    ["repeats one element until it fills the memory", { shape: [2 ** 31 - 1, 1000], strides: [0, 0] }],
    ["has more elements than can be counted", { shape: Array(60).fill(2 ** 31 - 1), strides: Array(60).fill(0) }],
    ["reaches beyond its storage", { shape: [3], strides: [1] }],
    ["strides beyond its storage", { shape: [2], strides: [2] }],
    ["has more axes than torch", { shape: Array(65).fill(1), strides: Array(65).fill(1) }],
  ])("a tensor that %s is refused", (_, { shape, strides }) => {
    const ints = (values: readonly number[]) => `(${values.map((n) => `J${int32(n)}`).join("")}t`;
    const storage = "(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x02tQ";
    const pickle = `\x80\x02ctorch._utils\n_rebuild_tensor_v2\n(${storage}K\x00${ints(shape)}${ints(strides)}\x89NtR.`;
    expect(() => readTorch(zipWith(latin1(pickle), new Uint8Array(8)), "memory")).toThrow(
      expect.objectContaining({ code: "checkpoints/not-torch" }),
    );
  });
});

describe("what is beside the tensors", () => {
  test("nested dictionaries, lists, tuples and numbers are named by their path", () => {
    const pickle =
      "\x80\x02}(X\x05\x00\x00\x00epochK\x07X\x02\x00\x00\x00lrG?PbM\xd2\xf1\xa9\xfcX\x05\x00\x00\x00betas](\x88Ne\x4b\x00\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00\x01u.";
    expect([...readTorch(zipWith(latin1(pickle)), "memory").values]).toEqual([
      ["epoch", 7],
      ["lr", 0.001],
      ["betas.0", true],
      ["betas.1", null],
      ["0", 2n ** 64n],
    ]);
  });
});

const twoTensors: NamedTensors = new Map([
  ["encoder.weight", { dtype: "float32", shape: [2, 2], data: Float32Array.of(1, -2, Number.NaN, 0.1) }],
  ["encoder.steps", { dtype: "int64", shape: [], data: BigInt64Array.of(-5n) }],
]);

function zipWith(pickle: Uint8Array, storage = new Uint8Array()): Uint8Array {
  return toZipBytes(
    new Map([
      ["archive/data.pkl", pickle],
      ["archive/data/0", storage],
      ["archive/version", encoder.encode("3\n")],
    ]),
  );
}

function expectTensorsOrFixable(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(FixableError);
  }
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function ch(code: number): string {
  return String.fromCharCode(code);
}

function int32(value: number): string {
  return [0, 8, 16, 24].map((shift) => ch((value >>> shift) & 0xff)).join("");
}
