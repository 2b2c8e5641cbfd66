/** @file The numbers of the model, under PyTorch's names (`what=weights`). */
import { extname } from "node:path";
import { type HostTensor, writeSafetensorsCheckpoint, writeTorchCheckpoint } from "#checkpoints";
import type { Export } from "./export.ts";

export const weightsExport: Export = {
  summary: "the weights under PyTorch's names, as safetensors or (out=….pt) as a state dict",
  endings: [".safetensors", ".pt"],
  lacking: () => null,
  async write({ weights, about }, path) {
    const tensors = new Map(Object.entries(weights) as [string, HostTensor][]);
    if (extname(path) === ".pt") await writeTorchCheckpoint(path, tensors);
    else await writeSafetensorsCheckpoint(path, tensors, about);
    const numbers = [...tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
    return [`${tensors.size} tensors, ${numbers} numbers`];
  },
};
