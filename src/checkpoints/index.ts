/**
 * @file The door of checkpoints: named tensors ↔ files. A tool: it knows no physics, no config and no model.
 * Read are `.pt` (zip and legacy form) and safetensors; written are `.pt` and safetensors.
 */
export { readCheckpoint, writeSafetensorsCheckpoint, writeTorchCheckpoint } from "./checkpoint-file.ts";
export type { ArrayOfDtype, Dtype, HostTensor, NamedTensors } from "./named-tensors.ts";
export { readSafetensors, type SafetensorsFile, toSafetensorsBytes } from "./safetensors.ts";
export { type PlainValue, readTorch, type TorchFile } from "./torch/read-torch.ts";
export { toTorchBytes } from "./torch/write-torch.ts";
