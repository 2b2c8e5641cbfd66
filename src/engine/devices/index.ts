/**
 * @file Every device that graphs can run on, the surest first. To add one: write its file, then its line here.
 * `auto` is the CPU, on which all results are checked: graphs of a collision event are small, and a training that ends
 * with the same bits is worth more than one that is a little faster.
 */
import { coreml } from "./coreml.ts";
import { cpu } from "./cpu.ts";
import { cuda } from "./cuda.ts";
import type { DeviceKind } from "./device.ts";
import { dml } from "./dml.ts";
import { webgpu } from "./webgpu.ts";

export const devices = { cpu, webgpu, cuda, coreml, dml } as const satisfies Readonly<Record<string, DeviceKind>>;

export type Device = keyof typeof devices;

export const deviceNames = ["auto", ...(Object.keys(devices) as Device[])] as const;

/** What `auto` takes. */
export const DEFAULT_DEVICE: Device = "cpu";
