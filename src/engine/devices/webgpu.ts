/** @file Any graphics processor with a current driver, by Dawn, which ONNX Runtime's npm package brings. */
import type { DeviceKind } from "./device.ts";

export const webgpu: DeviceKind = {
  summary: "a graphics processor of any make",
  needs: "a driver for Vulkan (Linux: libvulkan1 and the maker's driver), Metal or Direct3D 12",
  provider: "webgpu",
  hasFloat16: true,
};
