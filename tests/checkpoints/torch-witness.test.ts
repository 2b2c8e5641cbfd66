/** @file Real PyTorch as a second opinion on the files written here; skips aloud where Python has no torch. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type HostTensor,
  type NamedTensors,
  readCheckpoint,
  writeSafetensorsCheckpoint,
  writeTorchCheckpoint,
} from "#checkpoints";
import { isMissing, referencePath } from "./shared-files.ts";
import { expectSameTensors } from "./tensor-arbitrary.ts";

const python = ["python3", "/usr/bin/python3"].find(
  (command) => spawnSync(command, ["-c", "import torch"], { timeout: 60_000 }).status === 0,
);
if (python === undefined) console.warn("skipped: no python3 with torch on this machine");

/** Loads argv[1] the strict way and says what it got: dtype, shape and the elements' bytes, by name and in order. */
const TELL = `
import json, sys, torch
loaded = torch.load(sys.argv[1], weights_only=True)
def raw(t):
    t = t.contiguous()
    return bytes(t.view(torch.uint8).flatten().tolist()).hex() if t.dim() and t.numel() else bytes(t.reshape(-1).view(torch.uint8).tolist()).hex()
print(json.dumps({
    "type": type(loaded).__name__,
    "metadata": list(loaded._metadata.items()),
    "tensors": [[k, str(v.dtype), list(v.shape), v.is_contiguous(), raw(v)] for k, v in loaded.items()],
}))
`;

/** Builds the module the state dict is of, and loads it strictly. */
const LOAD_STATE = `
import sys, torch
model = torch.nn.Module()
model.encoder = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.GELU(), torch.nn.BatchNorm1d(2))
print(model.load_state_dict(torch.load(sys.argv[1], weights_only=True), strict=True))
torch.save(model.state_dict(), sys.argv[2])
`;

describe.skipIf(python === undefined)("real torch", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "torch-witness-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("loads every dtype and shape with weights_only, to the bit", async () => {
    const path = join(folder, "best_val.pt");
    const tensors = oneOfEachDtype();
    await writeTorchCheckpoint(path, tensors);
    const told = JSON.parse(runPython(TELL, path)) as {
      type: string;
      metadata: [string, unknown][];
      tensors: [string, string, number[], boolean, string][];
    };
    expect(told.type).toBe("OrderedDict");
    expect(told.metadata).toEqual([
      ["", { version: 1 }],
      ["module", { version: 1 }],
      ["module.part", { version: 1 }],
    ]);
    expect(told.tensors).toEqual(
      Array.from(tensors, ([name, { dtype, shape, data }]) => [
        name,
        `torch.${dtype}`,
        shape,
        true,
        Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("hex"),
      ]),
    );
  });

  test("takes a state dict into a module strictly, and what it saves again is the same", async () => {
    const f32 = (...values: number[]) => Float32Array.from(values);
    const tensors: NamedTensors = new Map([
      ["encoder.0.weight", { dtype: "float32", shape: [2, 3], data: f32(1, 2, 3, 4, 5, 6) }],
      ["encoder.0.bias", { dtype: "float32", shape: [2], data: f32(0.5, -0.5) }],
      ["encoder.2.weight", { dtype: "float32", shape: [2], data: f32(1, 1) }],
      ["encoder.2.bias", { dtype: "float32", shape: [2], data: f32(0, 0) }],
      ["encoder.2.running_mean", { dtype: "float32", shape: [2], data: f32(0.1, 0.2) }],
      ["encoder.2.running_var", { dtype: "float32", shape: [2], data: f32(1, 4) }],
      ["encoder.2.num_batches_tracked", { dtype: "int64", shape: [], data: BigInt64Array.of(9n) }],
    ]);
    const [ours, theirs] = [join(folder, "last.pt"), join(folder, "again.pt")];
    await writeTorchCheckpoint(ours, tensors);
    expect(runPython(LOAD_STATE, ours, theirs).trim()).toBe("<All keys matched successfully>");
    expectSameTensors(await readCheckpoint(theirs), tensors);
  });

  test.skipIf(isMissing(referencePath("pt")))(
    "reads the reference's own files the same after they went through here",
    async () => {
      for (const name of ["none_zip.pt", "vq_ema_zip.pt", "linear_legacy.pt"]) {
        const original = referencePath("pt", name);
        const rewritten = join(folder, name);
        await writeTorchCheckpoint(rewritten, await readCheckpoint(original));
        const told = runPython(
          `import sys, torch
a, b = (torch.load(path, weights_only=True) for path in sys.argv[1:3])
print(list(a) == list(b) and all(a[k].dtype == b[k].dtype and torch.equal(a[k], b[k]) for k in a))`,
          original,
          rewritten,
        );
        expect(told.trim()).toBe("True");
      }
    },
  );

  test("safetensors written here are what the format's layout says, told by Python alone", async () => {
    const path = join(folder, "weights.safetensors");
    await writeSafetensorsCheckpoint(path, oneOfEachDtype(), { by: "thesis-ml" });
    const told = runPython(
      `import json, struct, sys
raw = open(sys.argv[1], "rb").read()
n, = struct.unpack("<Q", raw[:8])
head = json.loads(raw[8:8 + n])
print(json.dumps([len(raw) - 8 - n, head.pop("__metadata__"), list(head)]))`,
      path,
    );
    const [bodyBytes, metadata, names] = JSON.parse(told) as [number, unknown, string[]];
    const expected = [...oneOfEachDtype().values()].reduce((sum, { data }) => sum + data.byteLength, 0);
    expect([bodyBytes, metadata, names]).toEqual([expected, { by: "thesis-ml" }, [...oneOfEachDtype().keys()]]);
  });

  function runPython(program: string, ...args: readonly string[]): string {
    const { status, stdout, stderr } = spawnSync(python!, ["-W", "error", "-c", program, ...args], {
      encoding: "utf8",
      env: { ...process.env, OMP_NUM_THREADS: "1" },
    });
    if (status !== 0) throw new Error(stderr);
    return stdout;
  }
});

function oneOfEachDtype(): NamedTensors {
  const halves = Uint16Array.of(0x3c00, 0xfc00, 0x7e01);
  return new Map<string, HostTensor>([
    ["module.f64", { dtype: "float64", shape: [1, 2], data: Float64Array.of(Math.PI, Number.NEGATIVE_INFINITY) }],
    ["module.f32", { dtype: "float32", shape: [2, 1, 3], data: Float32Array.of(0.1, -0, 1e-45, Number.NaN, 3e38, 1) }],
    ["module.f16", { dtype: "float16", shape: [3], data: halves }],
    ["module.bf16", { dtype: "bfloat16", shape: [3], data: halves }],
    ["module.part.i64", { dtype: "int64", shape: [2], data: BigInt64Array.of(-(2n ** 63n), 2n ** 62n + 1n) }],
    ["module.part.i32", { dtype: "int32", shape: [2], data: Int32Array.of(-(2 ** 31), 7) }],
    ["module.part.i16", { dtype: "int16", shape: [2], data: Int16Array.of(-300, 300) }],
    ["module.part.i8", { dtype: "int8", shape: [2], data: Int8Array.of(-128, 127) }],
    ["module.part.u8", { dtype: "uint8", shape: [2], data: Uint8Array.of(0, 255) }],
    ["module.part.bool", { dtype: "bool", shape: [2], data: Uint8Array.of(0, 1) }],
    ["module.scalar", { dtype: "float32", shape: [], data: Float32Array.of(42) }],
    ["module.empty", { dtype: "float32", shape: [0, 4], data: new Float32Array() }],
    // more than 255 names and sizes above one and two bytes
    ["module.long", { dtype: "uint8", shape: [70_000], data: new Uint8Array(70_000).fill(3) }],
    ...Array.from({ length: 300 }, (_, i): [string, HostTensor] => [
      `module.many_${i}`,
      { dtype: "float32", shape: [1], data: Float32Array.of(i) },
    ]),
  ]);
}
