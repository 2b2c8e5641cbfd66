/** @file What this machine can train on, and why it cannot on the rest: found out by running a small graph there. */
import { FixableError } from "#utils/fixable-error.ts";
import { DEFAULT_DEVICE, type Device, devices } from "./devices/index.ts";
import { emitOnnx } from "./emit-onnx.ts";
import {
  assertPrecision,
  builtDevices,
  cannotBeUsed,
  deviceUnavailable,
  noFloat16,
  openSession,
  type Runtime,
} from "./session.ts";
import { Tensor } from "./tensor.ts";

export interface DeviceReport {
  readonly device: Device;
  readonly summary: string;
  /** Whether `device=` takes it here. */
  readonly isUsable: boolean;
  /** What `auto` chooses. */
  readonly isDefault: boolean;
  /** Why it cannot be used, and what it needs; null where it can. */
  readonly obstacle: { readonly problem: string; readonly needs: string } | null;
}

/** Takes up to some seconds: a driver may compile a program. */
export async function describeDevices(): Promise<readonly DeviceReport[]> {
  const built = await builtDevices();
  const reports: DeviceReport[] = [];
  for (const device of Object.keys(devices) as Device[]) {
    const { summary, needs, provider } = devices[device];
    const problem = built.has(provider) ? await tryOut(device) : "this build of ONNX Runtime is without it";
    const obstacle = problem === null ? null : { problem, needs };
    reports.push({ device, summary, isUsable: problem === null, isDefault: device === DEFAULT_DEVICE, obstacle });
  }
  return reports;
}

/**
 * Before a training makes anything.
 *
 * @throws FixableError `engine/device-unavailable`, `engine/no-float16`
 */
export async function requireDevice(runtime: Runtime): Promise<void> {
  assertPrecision(runtime);
  const { device, precision } = runtime;
  if (device === "auto" || device === DEFAULT_DEVICE) return;
  await runSmallGraph(device);
  if (precision !== "float16") return;
  await runSmallGraph(device, precision).catch((cause: Error) => {
    throw noFloat16(`${device} has no products in float16 here: ${reasonIn(cause, device)}`);
  });
}

/** @returns null where a small graph ran, else what went wrong */
async function tryOut(device: Device): Promise<string | null> {
  try {
    await runSmallGraph(device);
    return null;
  } catch (error) {
    if (!(error instanceof FixableError)) throw error;
    return reasonIn(error, device);
  }
}

const reasonIn = ({ message }: Error, device: Device) => message.split("\n")[0]!.replace(cannotBeUsed(device, ""), "");

async function runSmallGraph(device: Device, precision?: Runtime["precision"]): Promise<void> {
  const x = Tensor.leaf({ dtype: "float32", shape: [2, 2] }, { kind: "input", name: "x" });
  const { bytes } = emitOnnx({ y: x.exp().gemm(x.exp(), false, false) }, new Map(), precision);
  await using session = await openSession(bytes, { device, threads: 1 });
  // a kernel that is missing is missed when it runs
  const run = session.run({ x: { dtype: "float32", shape: [2, 2], data: Float32Array.of(0, 0, 0, 0) } });
  const { y } = await run.catch((cause: Error) => {
    throw deviceUnavailable(device, cause.message.split("\n")[0]!, cause);
  });
  const found = Array.from(y!.data as Float32Array);
  if (found.every((value) => Math.abs(value - 2) < 1e-2)) return;
  throw deviceUnavailable(device, `1 · 1 + 1 · 1 came out as ${found}`);
}
