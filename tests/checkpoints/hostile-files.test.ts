/**
 * @file Files made to do harm: to have something executed, to fill the memory, to take for ever, to be read as what they are
 * not. Each is refused with a stable code, and leaves nothing behind.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCheckpoint } from "#checkpoints";
import { toZipBytes } from "../../src/checkpoints/torch/zip-archive.ts";

/** What any file here may cost at most, in memory, beside itself. */
const MOST_MIB = 250;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hostile-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function expectRefused(bytes: Uint8Array, code: string): Promise<void> {
  const path = join(folder, "hostile.pt");
  writeFileSync(path, bytes);
  const before = memoryMib();
  await expect(readCheckpoint(path)).rejects.toMatchObject({ code: `checkpoints/${code}` });
  expect(memoryMib() - before).toBeLessThan(MOST_MIB);
}

function memoryMib(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}

describe("nothing is executed", () => {
  const marker = () => join(folder, "executed");
  const calls: readonly (readonly [string, (command: string) => string])[] = [
    ["os.system, as os.system pickles itself", (command) => `cposix\nsystem\n${text(command)}\x85R.`],
    ["os.system on Windows", (command) => `cnt\nsystem\n${text(command)}\x85R.`],
    ["subprocess.Popen", (command) => `csubprocess\nPopen\n${text(command)}\x85R.`],
    ["builtins.eval", (command) => `cbuiltins\neval\n${text(`__import__('os').system('${command}')`)}\x85R.`],
    [
      "builtins.exec of Python 2",
      (command) => `c__builtin__\nexec\n${text(`import os; os.system('${command}')`)}\x85R.`,
    ],
    [
      "getattr, step by step",
      () => `cbuiltins\ngetattr\n(cbuiltins\n__import__\n${text("os")}\x85R${text("system")}tR.`,
    ],
    ["a name with dots in it", (command) => `ctorch\n_utils.sys.modules\n${text(command)}\x85R.`],
    ["an attribute of an allowed module", (command) => `ctorch\nload\n${text(command)}\x85R.`],
    ["an attribute of an allowed name", () => `ccollections\nOrderedDict.fromkeys\n)R.`],
    ["torch's own way to run code", () => `ctorch.jit._script\nunpackage_script_module\n)R.`],
    ["a reduce by a class without its constructor", () => "cos\nPathLike\n)\x81."],
    ["a reduce with keywords", () => "cos\nPathLike\n)}\x92."],
    ["INST of protocol 0", (command) => `(${text(command)}iposix\nsystem\n.`],
    ["OBJ of protocol 1", (command) => `(cposix\nsystem\n${text(command)}o.`],
    ["a state that calls __setstate__", () => `ccollections\nOrderedDict\n)R(${text("x")}t\x62.`],
  ];

  test.each(calls)("%s", async (_, build) => {
    const pickle = build(`touch ${marker()}`);
    for (const wrapped of [pickle, inStateDict(pickle), afterTensors(pickle)]) {
      await expectRefused(torchFile(`\x80\x02${wrapped}`), "refused-pickle");
      await expectRefused(legacyFile(`\x80\x02${wrapped}`), "refused-pickle");
    }
    expect(existsSync(marker())).toBe(false);
  });

  test.each([0, 1, 5, 6, 255])("protocol %i is not read", (protocol) =>
    expectRefused(torchFile(`\x80${String.fromCharCode(protocol)}}.`), "refused-pickle"));

  test.each([
    ["text opcodes", "(dp0\nVa\np1\nI1\ns."],
    ["a text number", "I1\n."],
    ["a long of protocol 0", "L1L\n."],
    ["bytes", "C\x01a."],
    ["a set", "\x8f."],
    ["an out-of-band buffer", "\x97."],
    ["a frozen set", "(\x91."],
    ["an extension registry", "\x84\x01\x00\x00\x00."],
  ])("%s is outside the list of opcodes", (_, pickle) =>
    expectRefused(torchFile(`\x80\x04${pickle}`), "refused-pickle"));
});

describe("persistent ids that name no storage", () => {
  const storage = (...items: readonly string[]) => `(${items.join("")}tQ`;
  const float = "ctorch\nFloatStorage\n";
  const good = [text("storage"), float, text("0"), text("cpu"), "K\x02"] as const;

  test.each([
    ["a text", `${text("storage")}Q`],
    ["a number", "K\x01Q"],
    ["nothing", "NQ"],
    ["an empty tuple", ")Q"],
    ["a dictionary", "}Q"],
    ["another kind", storage(text("module"), ...good.slice(1))],
    ["a class by its name alone", storage(good[0], text("FloatStorage"), ...good.slice(2))],
    ["a class that is no storage", storage(good[0], "ccollections\nOrderedDict\n", ...good.slice(2))],
    ["a key that is a number", storage(good[0], good[1], "K\x00", good[3], good[4])],
    ["fewer elements than none", storage(...good.slice(0, 4), "J\xff\xff\xff\xff")],
    ["half an element", storage(...good.slice(0, 4), "G?\xe0\x00\x00\x00\x00\x00\x00")],
    ["more elements than can be counted", storage(...good.slice(0, 4), `\x8a\x09${"\x00".repeat(8)}\x01`)],
    ["a view, as torch 0.3 had", storage(...good, `(${text("1")}K\x00K\x01t`)],
    ["the persistent id of protocol 0", "P0\n"],
  ])("%s", (_, pickle) => expectRefused(torchFile(`\x80\x02${pickle}.`), "refused-pickle"));

  test.each([
    ["a key outside the folder", tensorOf("../0", 2), "not-torch"],
    ["an absolute path as a key", tensorOf("/etc/passwd", 2), "not-torch"],
    ["a key that is not in the file", tensorOf("7", 2), "not-torch"],
    ["a storage longer than its entry", tensorOf("0", 3), "not-torch"],
    ["a storage shorter than its entry", tensorOf("0", 1), "not-torch"],
    ["a terabyte of storage", tensorOf("0", 2 ** 30), "not-torch"],
  ])("a tensor of %s", (_, pickle, code) => expectRefused(torchFile(`\x80\x02${pickle}.`), code));
});

describe("little that would become much", () => {
  test("a million names of ten thousand characters", async () => {
    const nothings = "N".repeat(900_000);
    await expectRefused(torchFile(`\x80\x02}(${text("k".repeat(9_990))}](${nothings}eu.`), "refused-pickle");
  });

  test("a long name on each of two hundred levels", async () => {
    const key = text("k".repeat(900));
    const nested = `\x80\x02}${`(${key}}`.repeat(200)}${"u".repeat(200)}.`;
    await expectRefused(torchFile(nested), "refused-pickle");
  });

  test("a dictionary that contains itself", () =>
    expectRefused(torchFile(`\x80\x02}q\x00(${text("a")}h\x00u.`), "refused-pickle"));

  test("a thousand tensors that each stretch one number", async () => {
    const one = stretched("0", 2, [4096, 4096]);
    const all = Array.from({ length: 1000 }, (_, i) => `${text(`t${i}`)}${one}`).join("");
    await expectRefused(torchFile(`\x80\x02}(${all}u.`), "not-torch");
  });

  test("texts that claim four gigabytes", () => expectRefused(torchFile("\x80\x02X\xff\xff\xff\xffabc."), "not-torch"));

  test("a memo at the last of all places", () =>
    expectRefused(torchFile("\x80\x02Nr\xff\xff\xff\xffj\xfe\xff\xff\xff."), "not-torch"));
});

describe("zip files that are not what they say", () => {
  test("a packed entry, a thousand times as long once unpacked", async () => {
    const content = Buffer.alloc(64 * 2 ** 20);
    await expectRefused(
      packedZip("archive/data.pkl", deflateRawSync(content), content.length, crc32(content)),
      "not-torch",
    );
  });

  test("an entry that claims more than the file has", async () => {
    const bytes = torchFile("\x80\x02}.");
    patch(bytes, 0x02014b50, 20, 0xfffffff0);
    patch(bytes, 0x02014b50, 24, 0xfffffff0);
    await expectRefused(bytes, "not-torch");
  });

  test("more entries than the directory has", async () => {
    const bytes = torchFile("\x80\x02}.");
    new DataView(bytes.buffer).setUint16(bytes.length - 22 + 10, 0xffff, true);
    await expectRefused(bytes, "not-torch");
  });

  test("entries that lie upon one another, each as long as the file", async () => {
    const bytes = toZipBytes(
      new Map(Array.from({ length: 200 }, (_, i) => [`archive/data/${i}`, Buffer.alloc(1000)] as const)),
    );
    const view = new DataView(bytes.buffer);
    for (let at = 0; at + 46 < bytes.length; at++) {
      if (view.getUint32(at, true) !== 0x02014b50) continue;
      view.setUint32(at + 20, 150_000, true);
      view.setUint32(at + 24, 150_000, true);
    }
    await expectRefused(bytes, "not-torch");
  });

  test.each([
    "../data.pkl",
    "/data.pkl",
    "a/b/data.pkl",
    "data.pkl",
    "archive/data.pkl.txt",
  ])("a pickle under the name %s", (name) =>
    expectRefused(toZipBytes(new Map([[name, latin1("\x80\x02}.")]])), "not-torch"));

  test("a big-endian file", () =>
    expectRefused(
      toZipBytes(
        new Map([
          ["archive/data.pkl", latin1("\x80\x02}.")],
          ["archive/byteorder", latin1("big")],
        ]),
      ),
      "not-torch",
    ));
});

describe("old files that are not what they say", () => {
  test.each([
    ["a storage of a billion elements", 2 ** 30],
    ["a storage of fewer elements than none", -1],
  ])("%s", (_, claimed) => expectRefused(legacyFile(`\x80\x02${tensorOf("0", 2)}.`, claimed), "not-torch"));
});

describe("safetensors files that are not what they say", () => {
  const file = (header: string, body = 0, length = header.length) => {
    const bytes = Buffer.alloc(8 + header.length + body);
    bytes.writeBigUInt64LE(BigInt(length), 0);
    bytes.write(header, 8, "latin1");
    return bytes;
  };
  const entry = (shape: string, offsets: string, dtype = "F32") =>
    `{"a":{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}}`;

  test.each([
    ["a tensor of a terabyte", file(entry("[274877906944]", "[0,1099511627776]"), 8)],
    ["a shape whose product overflows", file(entry("[4294967296,4294967296]", "[0,0]"))],
    ["a size below zero", file(entry("[-1]", "[0,4]"), 4)],
    ["half a size", file(entry("[0.5]", "[0,2]"), 2)],
    ["offsets the wrong way round", file(entry("[1]", "[4,0]"), 4)],
    ["bytes that belong to nobody", file(entry("[1]", "[0,4]"), 400)],
    [
      "a name that stands twice",
      file(entry("[1]", "[0,4]").replace("}}", '},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'), 4),
    ],
    ["brackets a hundred thousand deep", file(`{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`)],
    ["metadata that is no text", file('{"__metadata__":{"a":[1]}}')],
  ])("%s", (_, bytes) => expectRefused(bytes, "not-safetensors"));

  test("a header longer than the file is no such file", () => expectRefused(file("{}", 0, 2 ** 40), "unknown-format"));
});

// how such files are put together

/** A text in protocol 2. */
function text(value: string): string {
  return `X${int32(value.length)}${value}`;
}

function inStateDict(pickle: string): string {
  return `ccollections\nOrderedDict\n)R(${text("encoder.weight")}${pickle.slice(0, -1)}u.`;
}

/** Behind a tensor, where a reader that stops at the first tensors would not see it. */
function afterTensors(pickle: string): string {
  return `}(${text("weight")}${tensorOf("0", 2)}${text("rest")}](${"N".repeat(10)}${pickle.slice(0, -1)}eu.`;
}

/** A tensor of two numbers from a storage of the file. */
function tensorOf(key: string, elements: number): string {
  return stretched(key, elements, [2], [1]);
}

function stretched(key: string, elements: number, shape: readonly number[], strides = shape.map(() => 0)): string {
  const ints = (values: readonly number[]) => `(${values.map((n) => `J${int32(n)}`).join("")}t`;
  const storage = `(${text("storage")}ctorch\nFloatStorage\n${text(key)}${text("cpu")}J${int32(elements)}tQ`;
  return `ctorch._utils\n_rebuild_tensor_v2\n(${storage}K\x00${ints(shape)}${ints(strides)}\x89ccollections\nOrderedDict\n)RtR`;
}

function torchFile(pickle: string): Uint8Array<ArrayBuffer> {
  return toZipBytes(
    new Map([
      ["archive/data.pkl", latin1(pickle)],
      ["archive/data/0", new Uint8Array(8)],
      ["archive/version", latin1("3\n")],
    ]),
  );
}

/** The form before torch 1.6. @param claimed elements of storage "0", as they stand before them */
function legacyFile(pickle: string, claimed = 2): Uint8Array {
  const magic = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.";
  const system = `\x80\x02}(${text("little_endian")}\x88u.`;
  const count = Buffer.alloc(8);
  count.writeBigInt64LE(BigInt(claimed));
  const head = `${magic}\x80\x02M\xe9\x03.${system}${pickle}\x80\x02](${text("0")}e.`;
  return Buffer.concat([latin1(head), count, Buffer.alloc(8)]);
}

/** A zip of one deflated entry. */
function packedZip(name: string, packed: Uint8Array, size: number, checksum: number): Uint8Array {
  const bytes = Buffer.from(toZipBytes(new Map([[name, packed]])));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const [signature, method, crc, stored, whole] of [
    [0x04034b50, 8, 14, 18, 22],
    [0x02014b50, 10, 16, 20, 24],
  ] as const) {
    const at = positionOf(view, signature);
    view.setUint16(at + method, 8, true);
    view.setUint32(at + crc, checksum, true);
    view.setUint32(at + stored, packed.length, true);
    view.setUint32(at + whole, size, true);
  }
  return bytes;
}

function patch(bytes: Uint8Array<ArrayBuffer>, signature: number, offset: number, value: number): void {
  const view = new DataView(bytes.buffer);
  view.setUint32(positionOf(view, signature) + offset, value, true);
}

function positionOf(view: DataView, signature: number): number {
  for (let at = 0; at + 4 <= view.byteLength; at++) if (view.getUint32(at, true) === signature) return at;
  throw new Error("no such record");
}

function latin1(value: string): Uint8Array {
  return Buffer.from(value, "latin1");
}

function int32(value: number): string {
  return [0, 8, 16, 24].map((shift) => String.fromCharCode((value >>> shift) & 0xff)).join("");
}
