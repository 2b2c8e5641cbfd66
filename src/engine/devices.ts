/** @file What this machine can train on, and why it cannot on the rest: found out by running a graph there. */
import { FixableError } from "#utils/fixable-error.ts";
import { emitOnnx } from "./emit-onnx.ts";
import { builtDevices, type Device, openSession } from "./session.ts";
import { Tensor } from "./tensor.ts";

export interface DeviceReport {
  readonly device: Device;
  readonly isUsable: boolean;
  /** What `auto` would choose. */
  readonly isDefault: boolean;
  /** Why it is not used, or what is to know about it. */
  readonly remark: string;
}

const REMARKS: { readonly [D in Device]: string } = {
  cpu: "every result is checked here; what auto takes",
  webgpu: "needs a driver for Vulkan, Metal or Direct3D 12",
  cuda: "needs an NVIDIA GPU and ONNX Runtime's CUDA libraries, which are installed on their own",
  coreml: "on macOS alone",
  dml: "on Windows alone",
};

/** Takes up to some seconds: a driver may compile a program. */
export async function describeDevices(): Promise<readonly DeviceReport[]> {
  const built = await builtDevices();
  const reports: DeviceReport[] = [];
  for (const device of Object.keys(REMARKS) as Device[]) {
    const problem = built.has(device) ? await tryOut(device) : "this build of ONNX Runtime is without it";
    reports.push({
      device,
      isUsable: problem === null,
      isDefault: device === "cpu",
      remark: problem === null ? REMARKS[device] : `${problem} (${REMARKS[device]})`,
    });
  }
  return reports;
}

/** @returns null where a small graph ran, else what went wrong */
async function tryOut(device: Device): Promise<string | null> {
  const x = Tensor.leaf({ dtype: "float32", shape: [2] }, { kind: "input", name: "x" });
  try {
    const session = await openSession(emitOnnx({ y: x.exp() }).bytes, { device, threads: 1 });
    const { y } = await session.run({ x: { dtype: "float32", shape: [2], data: Float32Array.of(0, 1) } });
    await session[Symbol.asyncDispose]();
    const [one, e] = y!.data as Float32Array;
    const isRight = Math.abs(one! - 1) < 1e-3 && Math.abs(e! - Math.E) < 1e-3;
    return isRight ? null : `e⁰ and e¹ came out as ${one} and ${e}`;
  } catch (error) {
    if (!(error instanceof FixableError)) throw error;
    return error.message.split("\n")[0]!;
  }
}
