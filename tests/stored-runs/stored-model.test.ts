/** @file A checkpoint becomes a model again whole, or says which tensors stand in the way. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { autoencoderConfig } from "#architectures";
import { type HostTensor, writeSafetensorsCheckpoint, writeTorchCheckpoint } from "#checkpoints";
import { openStoredModel, readWeights } from "#stored-runs";
import { bottlenecks, decoders, encoders, smallRun } from "../exports/small-models.ts";

const [encoder, decoder, latent_space] = [encoders["mlp"], decoders["mlp"], bottlenecks["none"]];
const settings = { model: autoencoderConfig.parse({ encoder, decoder, latent_space }), compat: "none" } as const;

function checkpointPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "thesis-stored-model-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "best_val.pt");
}

/** The tensors of a model like that, and how a file of them is opened. */
async function trained() {
  const { weights, data } = await smallRun({});
  const trainedOn = { sizes: data.sizes, transform: data.transform.describe() };
  return {
    tensors: new Map(Object.entries(weights) as [string, HostTensor][]),
    open: (path: string) => openStoredModel(path, settings, trainedOn),
  };
}

test("every number of the checkpoint is the model's", async () => {
  const [path, { tensors, open }] = [checkpointPath(), await trained()];
  await writeTorchCheckpoint(path, tensors);
  expect(Object.entries((await open(path)).weights)).toEqual([...tensors]);
});

test("a tensor that the model does not know is told, not dropped", async () => {
  const [path, { tensors, open }] = [checkpointPath(), await trained()];
  const stray = { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) } as const;
  await writeTorchCheckpoint(path, new Map([...tensors, ["encoder.extra.weight", stray]]));
  await expect(open(path)).rejects.toMatchObject({
    code: "stored-runs/other-model",
    message: expect.stringMatching(/encoder\.extra\.weight is not in the model\n {2}where: .*best_val\.pt/),
  });
});

test("all that are missing are told at once", async () => {
  const [path, { tensors, open }] = [checkpointPath(), await trained()];
  const [first, second, ...rest] = tensors;
  await writeTorchCheckpoint(path, new Map(rest));
  await expect(open(path)).rejects.toMatchObject({
    code: "stored-runs/other-model",
    message: expect.stringContaining(`${first![0]} is missing; ${second![0]} is missing`),
  });
});

test("half precision is not taken for the bits it is kept in", async () => {
  const path = checkpointPath();
  const half = { dtype: "float16", shape: [1], data: Uint16Array.of(0x3c00) } as const;
  await writeSafetensorsCheckpoint(path, new Map([["weight", half]]));
  await expect(readWeights(path)).rejects.toMatchObject({
    code: "stored-runs/other-dtype",
    message: expect.stringContaining("weight is float16, expected float32 or float64"),
  });
});

test("a run without the checkpoint says so", async () => {
  const { open } = await trained();
  await expect(open(checkpointPath())).rejects.toMatchObject({ code: "stored-runs/no-checkpoint" });
});
