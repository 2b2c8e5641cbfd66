/** @file What this machine can train on, and why it cannot on the rest: found out by running a small graph there. */
import { FixableError } from "#utils/fixable-error.ts";
import { DEFAULT_DEVICE, type Device, devices } from "./devices/index.ts";
import { emitOnnx } from "./emit-onnx.ts";
import { builtDevices, cannotBeUsed, deviceUnavailable, openSession, type Runtime } from "./session.ts";
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
 * @throws FixableError `engine/device-unavailable`
 */
export async function requireDevice(device: Runtime["device"]): Promise<void> {
  if (device !== "auto" && device !== DEFAULT_DEVICE) await runSmallGraph(device);
}

/** @returns null where a small graph ran, else what went wrong */
async function tryOut(device: Device): Promise<string | null> {
  try {
    await runSmallGraph(device);
    return null;
  } catch (error) {
    if (!(error instanceof FixableError)) throw error;
    return error.message.split("\n")[0]!.replace(cannotBeUsed(device, ""), "");
  }
}

async function runSmallGraph(device: Device): Promise<void> {
  const x = Tensor.leaf({ dtype: "float32", shape: [2] }, { kind: "input", name: "x" });
  await using session = await openSession(emitOnnx({ y: x.exp() }).bytes, { device, threads: 1 });
  const { y } = await session.run({ x: { dtype: "float32", shape: [2], data: Float32Array.of(0, 1) } });
  const [one, e] = y!.data as Float32Array;
  if (Math.abs(one! - 1) < 1e-3 && Math.abs(e! - Math.E) < 1e-3) return;
  throw deviceUnavailable(device, `e⁰ and e¹ came out as ${one} and ${e}`);
}
