/** @file Runs ordinary tensor code on arrays: for tests of parts that only ever live inside a graph. */
import { Compiled, gradientsOf, type HostTensor, Tensor, type TracedBatch, type Variable } from "#engine";
import { RandomStream } from "#utils/seed.ts";

export type Arrays = Readonly<Record<string, HostTensor>>;

export interface TracedRun {
  /** Fed with their first values, or with `values`. */
  readonly variables?: readonly Variable[];
  /** Other values of variables, by their full names. */
  readonly values?: Readonly<Record<string, readonly number[]>>;
  /** Keys the random draws of the graph. */
  readonly step?: number;
}

/** @returns every output as plain numbers in row-major order */
export async function runTraced(
  trace: (inputs: TracedBatch) => Readonly<Record<string, Tensor>>,
  inputs: Arrays,
  { variables = [], values = {}, step = 0 }: TracedRun = {},
): Promise<Record<string, number[]>> {
  // an output may bear the name of an input here, in a graph it may not
  const outputs = (batch: TracedBatch) =>
    Object.fromEntries(Object.entries(trace(batch)).map(([name, tensor]) => [OUTPUT + name, tensor]));
  await using compiled = new Compiled((batch) => ({ outputs: outputs(batch) }), {
    runtime: { device: "cpu", threads: 1 },
  });
  const state = variables.map(({ name, shape, initial }) => {
    return [name, floats(shape, values[name] ?? initial)] as const;
  });
  const results = await compiled.run(inputs, Object.fromEntries(state), step);
  return Object.fromEntries(
    Object.entries(results).map(([name, { data }]) => [name.slice(OUTPUT.length), Array.from(data, Number)]),
  );
}

const OUTPUT = "output.";

/** Gradients of a scalar by name: `gradient.<name>`, one for each tensor of `by`. */
export function gradientsByName(loss: Tensor, by: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  const gradients = gradientsOf(loss, Object.values(by));
  return Object.fromEntries(Object.keys(by).map((name, i) => [`gradient.${name}`, gradients[i]!]));
}

/** The parameters among some variables, by name, for `gradientsByName`. */
export function parametersOf(variables: readonly Variable[]): Record<string, Tensor> {
  const parameters = variables.filter(({ kind }) => kind === "parameter");
  return Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
}

/**
 * A scalar in which every element counts differently, so that its gradient shows where each of them goes.
 *
 * @param where of a shape that broadcasts to `x`: what counts at all
 */
export function weightedSum(x: Tensor, where?: Tensor): Tensor {
  const random = RandomStream.of(1, "weights");
  const length = x.shape.reduce((product, n) => product * n, 1);
  const weights = Tensor.constant(
    Float32Array.from({ length }, () => random.uniform() + 0.5),
    x.shape,
  );
  return (where ? x.mul(where) : x).mul(weights).sum();
}

export function floats(shape: readonly number[], values: ArrayLike<number>): HostTensor {
  return { dtype: "float32", shape, data: Float32Array.from(values) };
}

export function integers(shape: readonly number[], values: ArrayLike<number>): HostTensor {
  return { dtype: "int32", shape, data: Int32Array.from(values) };
}

/** Standard normal numbers, the same for the same name. */
export function normals(shape: readonly number[], name: string): HostTensor {
  const random = RandomStream.of(1, "normals", name);
  const length = shape.reduce((product, n) => product * n, 1);
  return floats(
    shape,
    Float32Array.from({ length }, () => random.normal()),
  );
}
