/** @file The processor: there on every machine, and what every result is checked on. */
import type { DeviceKind } from "./device.ts";

export const cpu: DeviceKind = {
  summary: "the processor",
  needs: "nothing",
  provider: "cpu",
  hasFloat16: false,
};
