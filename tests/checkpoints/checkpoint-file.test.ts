import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type NamedTensors, readCheckpoint, writeSafetensorsCheckpoint, writeTorchCheckpoint } from "#checkpoints";
import { expectSameTensors } from "./tensor-arbitrary.ts";

const tensors: NamedTensors = new Map([
  ["b", { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) }],
  ["a", { dtype: "uint8", shape: [1], data: Uint8Array.of(7) }],
]);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "checkpoint-file-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("a file is read by what is in it, whatever it is called", async () => {
  await writeTorchCheckpoint(join(folder, "weights.safetensors"), tensors);
  await writeSafetensorsCheckpoint(join(folder, "weights.pt"), tensors);
  expectSameTensors(await readCheckpoint(join(folder, "weights.safetensors")), tensors);
  expectSameTensors(await readCheckpoint(join(folder, "weights.pt")), tensors);
});

test("writing leaves the file and nothing else", async () => {
  const own = mkdtempSync(join(folder, "own-"));
  await writeTorchCheckpoint(join(own, "best_val.pt"), tensors);
  await writeTorchCheckpoint(join(own, "best_val.pt"), tensors);
  expect(readdirSync(own)).toEqual(["best_val.pt"]);
});

test.each([
  ["a file that does not exist", "nowhere.pt", null, "checkpoints/missing"],
  ["an empty file", "empty.pt", "", "checkpoints/unknown-format"],
  ["a text file", "notes.pt", "best_val.pt", "checkpoints/unknown-format"],
  ["a zip file of something else", "other.pt", "PK\x03\x04 and no more", "checkpoints/not-torch"],
])("%s is refused as %s", async (_, name, content, code) => {
  if (content !== null) writeFileSync(join(folder, name), content);
  await expect(readCheckpoint(join(folder, name))).rejects.toMatchObject({ code });
});
