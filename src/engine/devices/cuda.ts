/** @file An NVIDIA graphics processor by CUDA; its libraries are installed on their own (HPC_GUIDE.md, CUDA). */
import type { DeviceKind } from "./device.ts";

export const cuda: DeviceKind = {
  summary: "an NVIDIA graphics processor",
  needs: "Linux x64, CUDA 12, cuDNN 9 and ONNX Runtime's CUDA libraries (HPC_GUIDE.md, CUDA)",
  provider: "cuda",
  hasFloat16: true,
};
