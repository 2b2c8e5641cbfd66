/** @file The only file that talks to ONNX Runtime: opens a model on a device, runs it, gives it back. */
import type * as Ort from "onnxruntime-node";
import { FixableError } from "#utils/fixable-error.ts";
import { DEFAULT_DEVICE, type Device, devices } from "./devices/index.ts";
import type { Shape } from "./tensor-type.ts";

export interface Runtime {
  /** Where graphs run; `auto` is the CPU, the one device on which all results are checked. */
  readonly device: "auto" | Device;
  /** Threads inside one operation on the CPU. The same number gives the same bits. */
  readonly threads: number;
  /** `float16` for the operands of matrix products, where the device is faster at it; float32 where it is not given. */
  readonly precision?: "float16" | "float32";
}

/** @throws FixableError `engine/no-float16` where the device would only imitate it */
export function assertPrecision({ device, precision }: Runtime): void {
  const wanted = device === "auto" ? DEFAULT_DEVICE : device;
  if (precision !== "float16" || devices[wanted].hasFloat16) return;
  const able = Object.entries(devices).flatMap(([name, { hasFloat16 }]) => (hasFloat16 ? [name] : []));
  throw noFloat16(`${wanted} has no products in float16; ${able.join(", ")} may have`);
}

export const noFloat16 = (problem: string) =>
  new FixableError({ code: "engine/no-float16", problem, fix: "precision=float32" });

/** A tensor with its numbers, outside a graph. */
export interface HostTensor {
  readonly dtype: "float32" | "float64" | "int32" | "int64" | "bool";
  readonly shape: Shape;
  readonly data: Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;
  /** Says that 0 is padding here, which a graph may leave out where it works slot by slot (`packed-rows.ts`). */
  readonly isMask?: boolean;
}

export interface Session extends AsyncDisposable {
  /** @param feeds every input of the model by name. @returns every output by name */
  run(feeds: Readonly<Record<string, HostTensor>>): Promise<Record<string, HostTensor>>;
}

/**
 * How long a thread waits awake for its part of the next operation. Without an end to it, the waiting take their core from
 * the working on a machine that has other things to do.
 */
const SPIN_MICROSECONDS = 50;

/**
 * @param model bytes of an ONNX model
 * @throws FixableError `engine/device-unavailable` where the device is not there; see `describeDevices`
 */
export async function openSession(model: Uint8Array, { device, threads }: Runtime): Promise<Session> {
  const ort = await loadRuntime(); // here and not above: 60 ms that `--cfg job` must not pay
  const wanted = device === "auto" ? DEFAULT_DEVICE : device;
  const session = await ort.InferenceSession.create(model, {
    executionProviders: [devices[wanted].provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    logSeverityLevel: 4,
    extra: { session: { intra_op: { spin_duration_us: String(SPIN_MICROSECONDS) } } },
  }).catch((cause: Error) => {
    throw wanted === "cpu" ? cause : deviceUnavailable(wanted, reasonOf(cause), cause);
  });
  return {
    async run(feeds) {
      const inputs = Object.entries(feeds).map(([name, { dtype, shape, data }]) => {
        return [name, new ort.Tensor(dtype as "float32", data as Float32Array, shape)] as const;
      });
      const results = await session.run(Object.fromEntries(inputs));
      return Object.fromEntries(
        Object.entries(results).map(([name, { type, dims, data }]) => {
          return [name, { dtype: type, shape: dims, data } as HostTensor] as const;
        }),
      );
    },
    async [Symbol.asyncDispose]() {
      await session.release();
    },
  };
}

/** Devices that this build of ONNX Runtime was made for, whether or not this machine has them. */
export async function builtDevices(): Promise<ReadonlySet<string>> {
  const { listSupportedBackends } = await loadRuntime();
  return new Set(listSupportedBackends().map(({ name }) => name));
}

/** What the numbers of a run depend on. */
export async function runtimeVersions(): Promise<{ readonly onnxruntime: string }> {
  const { env } = await loadRuntime();
  return { onnxruntime: env.versions.node ?? env.versions.common };
}

export const cannotBeUsed = (device: Device, reason: string) => `${device} cannot be used here: ${reason}`;

export function deviceUnavailable(device: Device, reason: string, cause?: Error): FixableError {
  const fix = "thesis-train --info devices";
  return new FixableError({ code: "engine/device-unavailable", problem: cannotBeUsed(device, reason), fix, cause });
}

/** "file.cc:136 function: … was false. Failed to get an adapter: none" → what follows the condition. */
const reasonOf = ({ message }: Error) =>
  message
    .split("\n")[0]!
    .replace(/^.*was false\. /, "")
    .replace(/^no available backend found\. ERR: /, "")
    .trim();

async function loadRuntime(): Promise<typeof Ort> {
  try {
    const ort = await import("onnxruntime-node");
    ort.env.logLevel = "fatal"; // what fails is thrown, and says so once
    return ort;
  } catch (cause) {
    throw new FixableError({
      code: "engine/no-runtime",
      problem: `ONNX Runtime does not load on ${process.platform} ${process.arch} with Node ${process.version}: ${(cause as Error).message.split("\n")[0]}`,
      fix: "npm ci",
      cause,
    });
  }
}
