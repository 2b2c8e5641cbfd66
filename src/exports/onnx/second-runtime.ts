/**
 * @file The second opinion on exported files: ONNX Runtime's WebAssembly build, which has kernels of its own. The only file
 * that talks to it. See docs/decisions/0007-a-second-runtime.md.
 */
import type * as Ort from "onnxruntime-web";
import type { HostTensor } from "#engine";
import { FixableError } from "#utils/fixable-error.ts";

export interface SecondRuntime extends AsyncDisposable {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  run(feeds: Readonly<Record<string, HostTensor>>): Promise<Record<string, HostTensor>>;
}

/** @param model bytes of an ONNX file */
export async function openSecondRuntime(model: Uint8Array): Promise<SecondRuntime> {
  const ort = await loadRuntime();
  const session = await ort.InferenceSession.create(model, { executionProviders: ["wasm"], logSeverityLevel: 4 });
  return {
    name: `onnxruntime-web ${ort.env.versions.web}`,
    inputs: session.inputNames,
    outputs: session.outputNames,
    async run(feeds) {
      const tensors = session.inputNames.map((name) => {
        const { dtype, shape, data } = feeds[name]!;
        return [name, new ort.Tensor(dtype as "float32", data as Float32Array, shape)] as const;
      });
      const results = await session.run(Object.fromEntries(tensors));
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
    const ort = await import("onnxruntime-web");
    ort.env.wasm.numThreads = 1; // several would need workers of a browser
    return ort;
  } catch (cause) {
    throw new FixableError({
      code: "exports/no-second-runtime",
      problem: `onnxruntime-web, which checks exported files, does not load: ${(cause as Error).message.split("\n")[0]}`,
      fix: "npm ci",
      cause,
    });
  }
}
