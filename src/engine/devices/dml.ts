/** @file Any graphics processor under Windows, by DirectML. */
import type { DeviceKind } from "./device.ts";

export const dml: DeviceKind = {
  summary: "a graphics processor under Windows",
  needs: "Windows with Direct3D 12",
  provider: "dml",
  hasFloat16: true,
};
