/** @file Numbers in, numbers out: a graph compiled and run once, for tests. */
import { Compiled, gradientsOf, type HostBatch, type HostTensor, type Shape, sizeOf, type Tensor } from "#engine";

export const oneThread = { device: "cpu", threads: 1 } as const;

export const floats = (values: Iterable<number>, shape: Shape): HostTensor => ({
  dtype: "float32",
  shape,
  data: Float32Array.from(values),
});

export const whole = (values: Iterable<number>, shape: Shape): HostTensor => ({
  dtype: "int32",
  shape,
  data: Int32Array.from(values),
});

type Built = Readonly<Record<string, Tensor>>;

/** @param state values of variables, where the graph asks for them */
export async function evaluate(
  inputs: HostBatch,
  build: (traced: Built) => Built,
  state: HostBatch = {},
): Promise<Record<string, number[]>> {
  const outputs = (batch: Built) => Object.fromEntries(Object.entries(build(batch)).map(([k, v]) => [OUT + k, v]));
  const compiled = new Compiled((batch) => ({ outputs: outputs(batch) }), { runtime: oneThread });
  const results = await compiled.run(inputs, state, 0);
  await compiled[Symbol.asyncDispose]();
  return Object.fromEntries(
    Object.entries(results).map(([name, { data }]) => [name.slice(OUT.length), Array.from(data, Number)]),
  );
}

/** A graph's outputs and inputs share one space of names. */
const OUT = "out.";

/** Gradients of the sum of squares of `build` by the named inputs. */
export async function gradientsBy(
  names: readonly string[],
  inputs: HostBatch,
  build: (traced: Built) => Tensor,
  state: HostBatch = {},
): Promise<Record<string, number[]>> {
  return evaluate(
    inputs,
    (traced) => {
      const found = gradientsOf(
        build(traced).square().sum(),
        names.map((name) => traced[name]!),
      );
      return Object.fromEntries(names.map((name, i) => [name, found[i]!]));
    },
    state,
  );
}

/** Numbers spread over (-1, 1) without a pattern, the same every time. */
export const spread = (shape: Shape, seed = 0): HostTensor =>
  floats(
    Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed)),
    shape,
  );
