/** @file Files that real torch wrote, against what the reference says is in them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readCheckpoint, readTorch } from "#checkpoints";
import { isMissing, referencePath } from "./shared-files.ts";
import { expectSameTensor } from "./tensor-arbitrary.ts";

const pt = referencePath("pt");
const runs = referencePath("outputs/runs");

describe.skipIf(isMissing(pt))("the reference's .pt files", () => {
  test.each([
    ["none_zip.pt", "none_zip"],
    ["vq_ema_zip.pt", "vq_ema_zip"],
    ["linear_legacy.pt", "linear_legacy"],
    ["odd_tensors_zip.pt", "odd_tensors"],
    ["odd_tensors_legacy.pt", "odd_tensors"],
  ])("%s holds what its safetensors twin holds, to the bit", async (file, twin) => {
    const tensors = await readCheckpoint(join(pt, file));
    const expected = await readCheckpoint(join(pt, `${twin}.expected.safetensors`));
    expect(tensors.size).toBeGreaterThan(0);
    expect([...tensors.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [name, tensor] of expected) expectSameTensor(tensors.get(name)!, tensor);
  });

  test("a state dict keeps torch's order of names", async () => {
    const names = [...(await readCheckpoint(join(pt, "none_zip.pt"))).keys()];
    expect(names.slice(0, 3)).toEqual(["encoder.id_emb.weight", "encoder.net.0.weight", "encoder.net.0.bias"]);
  });

  test("a file cut short anywhere is refused with a code, never read half", () => {
    for (const file of ["odd_tensors_zip.pt", "odd_tensors_legacy.pt"]) {
      const bytes = readFileSync(join(pt, file));
      for (let length = 0; length < bytes.length; length += 7) {
        expect(() => readTorch(bytes.subarray(0, length), file)).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^checkpoints\//) }),
        );
      }
    }
  });
});

describe.skipIf(isMissing(runs))("the reference's runs", () => {
  test("every best_val.pt is read, and last.pt beside it has the same names", async () => {
    const folders = readdirSync(runs).map((name) => join(runs, name));
    let read = 0;
    for (const folder of folders.filter((folder) => existsSync(join(folder, "best_val.pt")))) {
      const best = await readCheckpoint(join(folder, "best_val.pt"));
      expect(best.has("encoder.net.0.weight")).toBe(true);
      if (existsSync(join(folder, "last.pt"))) {
        expect([...(await readCheckpoint(join(folder, "last.pt"))).keys()]).toEqual([...best.keys()]);
      }
      read++;
    }
    expect(read).toBeGreaterThan(0);
  });
});
