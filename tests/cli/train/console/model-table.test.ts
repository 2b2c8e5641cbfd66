/** @file What `thesis-train --info model` prints, and what stands at the start of every training. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { modelTable } from "../../../../src/cli/train/console/model-table.ts";
import { runCommand, temporaryFolder } from "../../run-command.ts";

test("numbers stand under each other, and large ones are short", () => {
  const gives = { latent: [18, 32], score: [] };
  const table = modelTable([
    { name: "encoder", kind: "gnn", parameters: 12_345, buffers: 0, flops: 999_999, gives },
    { name: "bottleneck", kind: "vq", parameters: 0, buffers: 49_152, flops: 120, gives: { indices: [18] } },
  ]);
  expect(table).toEqual([
    "part           parameters  buffers  FLOPs/event  gives",
    "encoder gnn        12,345        0        1.00M  latent 18×32, score",
    "bottleneck vq           0   49,152          120  indices 18",
    "in all             12,345   49,152        1.00M",
  ]);
});

test.each([
  [
    ["data=synthetic", "data.n_train=20"],
    ["encoder mlp", "bottleneck none", "decoder mlp", "in all"],
  ],
  [
    ["data=synthetic", "data.n_train=20", "loop=gan_ae", "phase1/loss=adversarial"],
    ["encoder mlp", "bottleneck none", "decoder mlp", "critic mlp", "in all"],
  ],
  [
    ["data=synthetic", "data.n_train=20", "loop=diffusion_ae", "phase1/decoder=diffusion"],
    ["encoder mlp", "bottleneck none", "decoder diffusion", "in all"],
  ],
  [["loop=test_mlp"], ["net mlp"]],
])("--info model with %j describes the parts and trains nothing", async (overrides, parts) => {
  const folder = temporaryFolder();
  const { exitCode, stdout } = await runCommand("train", ["--info", "model", ...overrides], { folder });
  expect(exitCode).toBe(0);
  const rows = stdout.trimEnd().split("\n").slice(1);
  expect(rows.map((row) => row.split(/ {2,}/)[0])).toEqual(parts);
  expect(existsSync(join(folder, "outputs"))).toBe(false);
});

test("a part that does not fit is refused as it would be before a training", async () => {
  const { exitCode, stderr } = await runCommand("train", ["--info", "model", "loop=gan_ae", "data=synthetic"], {
    folder: temporaryFolder(),
  });
  expect(exitCode).toBe(1);
  expect(stderr).toContain("error training/needs-critic");
});
