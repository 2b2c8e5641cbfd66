/** @file Apple's processors by Core ML. */
import type { DeviceKind } from "./device.ts";

export const coreml: DeviceKind = {
  summary: "Apple's graphics and neural processors",
  needs: "macOS",
  provider: "coreml",
  hasFloat16: false,
};
