/** @file The only file that talks to ONNX Runtime: opens a model, runs it, gives it back. */
import type * as Ort from "onnxruntime-node";
import { FixableError } from "#utils/fixable-error.ts";
import type { Shape } from "./tensor-type.ts";

export interface Runtime {
  /** Where graphs run; `auto` takes the best device this build knows to be right, today the CPU. */
  readonly device: "auto" | "cpu";
  /** Threads inside one operation. The same number gives the same bits. */
  readonly threads: number;
}

/** A tensor with its numbers, outside a graph. */
export interface HostTensor {
  readonly dtype: "float32" | "float64" | "int32" | "int64" | "bool";
  readonly shape: Shape;
  readonly data: Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;
}

export interface Session extends AsyncDisposable {
  /** @param feeds every input of the model by name. @returns every output by name */
  run(feeds: Readonly<Record<string, HostTensor>>): Promise<Record<string, HostTensor>>;
}

/** @param model bytes of an ONNX model */
export async function openSession(model: Uint8Array, { threads }: Runtime): Promise<Session> {
  const ort = await loadRuntime(); // here and not above: 60 ms that `--cfg job` must not pay
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
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

async function loadRuntime(): Promise<typeof Ort> {
  try {
    return await import("onnxruntime-node");
  } catch (cause) {
    throw new FixableError({
      code: "engine/no-runtime",
      problem: `ONNX Runtime does not load on ${process.platform} ${process.arch} with Node ${process.version}: ${(cause as Error).message.split("\n")[0]}`,
      fix: "npm ci",
      cause,
    });
  }
}
