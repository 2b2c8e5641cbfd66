/**
 * @file Every primitive against central differences in double precision, at random shapes with broadcasting and axes of
 * length 1. A primitive without examples here does not compile.
 */
import { describe, expect, test } from "vitest";
import {
  Compiled,
  gradientsOf,
  type HostBatch,
  type PrimitiveName,
  primitives,
  type Shape,
  sizeOf,
  type Tensor,
} from "#engine";
import { RandomStream } from "#utils/seed.ts";

const runtime = { device: "cpu", threads: 1 } as const;

interface Example {
  /** Shapes of the float inputs that are differentiated by. */
  readonly shapes: readonly Shape[];
  readonly build: (...inputs: Tensor[]) => Tensor;
  /** Where the function is smooth and defined. */
  readonly domain?: readonly [low: number, high: number];
  /** ONNX Runtime has no double kernel: single precision and a wider tolerance. */
  readonly single?: true;
  /** Nothing flows back: the gradient is zero by definition. */
  readonly flat?: true;
}

const indices = (x: Tensor, values: readonly number[], shape: Shape) => x.constant(values, shape).to("int32");

// shapes at random, many axes of length 1 among them; the same in every run of the tests
const DRAWS = 4;
const chance = RandomStream.of(5, "shapes");
const lengthAtRandom = () => (chance.uniform() < 0.3 ? 1 : 1 + chance.integer(4));
const shapeAtRandom = (fewest = 0, most = 4): Shape =>
  Array.from({ length: fewest + chance.integer(most - fewest + 1) }, lengthAtRandom);
const draws = <T>(draw: () => T): T[] => Array.from({ length: DRAWS }, draw);
const axisAtRandom = (shape: Shape) => chance.integer(shape.length);
const wholesAtRandom = (count: number, below: number) => Array.from({ length: count }, () => chance.integer(below));

/** A shape that stretches to another one: some axes of length 1, some in front left out. */
const stretchable = (shape: Shape): Shape =>
  shape.slice(chance.integer(shape.length + 1)).map((length) => (chance.uniform() < 0.4 ? 1 : length));

const unary = (build: (x: Tensor) => Tensor, rest: Partial<Example> = {}): Example[] =>
  [[3, 1, 2], [5], [], [1, 1], ...draws(shapeAtRandom)].map((shape) => ({ shapes: [shape], build, ...rest }));
const binary = (build: (a: Tensor, b: Tensor) => Tensor, rest: Partial<Example> = {}): Example[] =>
  [
    [
      [3, 4],
      [3, 4],
    ],
    [
      [3, 1, 2],
      [4, 1],
    ],
    [[], [2, 3]],
    [[1, 5], [1]],
    ...draws(() => {
      const shape = shapeAtRandom(1);
      return [stretchable(shape), stretchable(shape)];
    }),
  ].map((shapes) => ({ shapes, build, ...rest }));
/** One tensor and one of its axes. */
const along = (build: (x: Tensor, axis: number) => Tensor): Example[] =>
  draws(() => {
    const shape = shapeAtRandom(1);
    const axis = axisAtRandom(shape);
    return { shapes: [shape], build: (x) => build(x, axis) };
  });
/** One tensor and some of its axes. */
const over = (build: (x: Tensor, axes: readonly number[], keepAxes: boolean) => Tensor): Example[] =>
  draws(() => {
    const shape = shapeAtRandom(1);
    const [some, keepAxes] = [[...shape.keys()].filter(() => chance.uniform() < 0.5), chance.uniform() < 0.5];
    return { shapes: [shape], build: (x) => build(x, some, keepAxes) };
  });

const examples: { [K in PrimitiveName]: readonly Example[] } = {
  abs: unary((x) => x.abs()),
  add: binary((a, b) => a.add(b)),
  argMin: [{ shapes: [[3, 4]], build: (x) => x.argMin().toFloat(), flat: true }],
  atan: [
    ...unary((x) => x.atan(), { single: true }),
    ...binary((y, x) => y.atan2(x), { single: true, domain: [0.5, 2] }),
    ...binary((y, x) => y.atan2(x), { single: true, domain: [-2, -0.5] }),
  ],
  batchedMatmul: [
    {
      shapes: [
        [2, 3, 4],
        [2, 4, 1],
      ],
      build: (a, b) => a.batchedMatmul(b),
    },
    {
      shapes: [
        [1, 2, 1, 3],
        [1, 2, 3, 2],
      ],
      build: (a, b) => a.batchedMatmul(b),
    },
    ...draws(() => {
      const [batch, [m, k, n]] = [shapeAtRandom(1, 2), [lengthAtRandom(), lengthAtRandom(), lengthAtRandom()]];
      return {
        shapes: [
          [...batch, m, k],
          [...batch, k, n],
        ],
        build: (a: Tensor, b: Tensor) => a.batchedMatmul(b),
      };
    }),
  ],
  broadcastTo: [
    { shapes: [[3, 1]], build: (x) => x.broadcastTo([2, 3, 4]) },
    { shapes: [[]], build: (x) => x.broadcastTo([2, 1]) },
    ...draws(() => {
      const shape = shapeAtRandom(1);
      return { shapes: [stretchable(shape)], build: (x: Tensor) => x.broadcastTo(shape) };
    }),
  ],
  cast: unary((x) => x.to("float32").mul(1)),
  concat: [
    {
      shapes: [
        [2, 3],
        [2, 1],
      ],
      build: (a, b) => a.concat([b], 1),
    },
    {
      shapes: [
        [1, 2],
        [3, 2],
        [1, 2],
      ],
      build: (a, b, c) => a.concat([b, c], 0),
    },
    ...draws(() => {
      const shape = shapeAtRandom(1);
      const axis = axisAtRandom(shape);
      return {
        shapes: [shape, shape.with(axis, lengthAtRandom())],
        build: (a: Tensor, b: Tensor) => a.concat([b], axis),
      };
    }),
  ],
  cos: unary((x) => x.cos(), { single: true }),
  cumsum: [
    { shapes: [[2, 3, 2]], build: (x) => x.cumsum(1) },
    { shapes: [[4]], build: (x) => x.cumsum(0, true) },
    { shapes: [[3, 1]], build: (x) => x.cumsum(-1) },
    ...along((x, axis) => x.cumsum(axis)),
    ...along((x, axis) => x.cumsum(axis, true)),
  ],
  div: binary((a, b) => a.div(b), { domain: [0.5, 2] }),
  equal: binary((a, b) => a.equal(b).where(a, b)),
  erf: unary((x) => x.erf(), { single: true }),
  exp: unary((x) => x.exp()),
  floor: unary((x) => x.floor(), { flat: true }),
  gather: [
    { shapes: [[4, 3]], build: (x) => x.gather(indices(x, [1, 1, 3, 0], [2, 2])) },
    { shapes: [[3]], build: (x) => x.gather(indices(x, [2, 0, 2], [3])) },
    ...draws(() => {
      const [shape, wanted] = [shapeAtRandom(1, 3), shapeAtRandom(1, 2)];
      const values = wholesAtRandom(sizeOf(wanted), shape[0]!);
      return { shapes: [shape], build: (x: Tensor) => x.gather(indices(x, values, wanted)) };
    }),
  ],
  gatherAlong: [
    { shapes: [[2, 4]], build: (x) => x.gatherAlong(indices(x, [1, 1, 3, 0, 2, 0], [2, 3]), -1) },
    { shapes: [[3, 1, 2]], build: (x) => x.gatherAlong(indices(x, [2, 0, 2, 2], [2, 1, 2]), 0) },
    ...draws(() => {
      const shape = shapeAtRandom(1, 3);
      const axis = axisAtRandom(shape);
      const wanted = shape.with(axis, lengthAtRandom());
      const values = wholesAtRandom(sizeOf(wanted), shape[axis]!);
      return { shapes: [shape], build: (x: Tensor) => x.gatherAlong(indices(x, values, wanted), axis) };
    }),
  ],
  gelu: unary((x) => x.gelu(), { single: true, domain: [-2, 2] }),
  gemm: [
    {
      shapes: [
        [2, 3],
        [3, 4],
      ],
      build: (a, b) => a.gemm(b, false, false),
    },
    {
      shapes: [
        [3, 2],
        [3, 1],
      ],
      build: (a, b) => a.gemm(b, true, false),
    },
    { shapes: [[1, 3], [4, 3], [4]], build: (a, b, c) => a.gemm(b, false, true, c) },
    { shapes: [[3, 2], [4, 3], [4]], build: (a, b, c) => a.gemm(b, true, true, c) },
    ...draws(() => {
      const [m, k, n] = [lengthAtRandom(), lengthAtRandom(), lengthAtRandom()];
      const [flipA, flipB] = [chance.uniform() < 0.5, chance.uniform() < 0.5];
      return {
        shapes: [flipA ? [k, m] : [m, k], flipB ? [n, k] : [k, n], [n]],
        build: (a: Tensor, b: Tensor, c: Tensor) => a.gemm(b, flipA, flipB, c),
      };
    }),
  ],
  greater: binary((a, b) => a.greater(b).where(a, b)),
  less: binary((a, b) => a.less(b).where(a, b)),
  log: unary((x) => x.log(), { domain: [0.5, 3] }),
  max: [
    { shapes: [[3, 4]], build: (x) => x.max([1]) },
    { shapes: [[2, 1, 3]], build: (x) => x.max([0, 2], true) },
    ...over((x, axes, keepAxes) => x.max(axes, keepAxes)),
  ],
  maximum: binary((a, b) => a.maximum(b)),
  minimum: binary((a, b) => a.minimum(b)),
  mul: binary((a, b) => a.mul(b)),
  neg: unary((x) => x.neg()),
  pow: [
    ...unary((x) => x.pow(3)),
    ...unary((x) => x.pow(-0.5), { domain: [0.5, 2] }),
    ...unary((x) => x.pow(2).add(x.pow(1)).add(x.pow(0))),
  ],
  reciprocal: unary((x) => x.reciprocal(), { domain: [0.5, 2] }),
  relu: unary((x) => x.relu()),
  reshape: [
    { shapes: [[2, 3, 1]], build: (x) => x.reshape([3, 2]).mul(x.reshape([3, 2])) },
    ...draws(() => {
      const shape = shapeAtRandom();
      return { shapes: [shape], build: (x: Tensor) => x.reshape([sizeOf(shape), 1]) };
    }),
  ],
  round: unary((x) => x.round(), { flat: true }),
  scatterAdd: [
    { shapes: [[4, 3]], build: (x) => x.scatterAdd(indices(x, [1, 1, 2, 0], [4]), 5) },
    { shapes: [[2, 2]], build: (x) => x.scatterAdd(indices(x, [1, 0, 1, 1], [2, 2]), 2) },
    { shapes: [[2, 2, 3]], build: (x) => x.scatterAdd(indices(x, [3, 0], [2]), 4) },
    ...draws(() => {
      const shape = shapeAtRandom(1, 3);
      const [rows, values] = [3, wholesAtRandom(shape[0]!, 3)];
      return { shapes: [shape], build: (x: Tensor) => x.scatterAdd(indices(x, values, [shape[0]!]), rows) };
    }),
  ],
  scatterAddAlong: [
    { shapes: [[2, 3]], build: (x) => x.scatterAddAlong(indices(x, [1, 1, 3, 0, 2, 0], [2, 3]), -1, 4) },
    { shapes: [[2, 1, 2]], build: (x) => x.scatterAddAlong(indices(x, [2, 0, 2, 2], [2, 1, 2]), 0, 3) },
    ...draws(() => {
      const shape = shapeAtRandom(1, 3);
      const [axis, length] = [axisAtRandom(shape), lengthAtRandom()];
      const values = wholesAtRandom(sizeOf(shape), length);
      return { shapes: [shape], build: (x: Tensor) => x.scatterAddAlong(indices(x, values, shape), axis, length) };
    }),
  ],
  sigmoid: unary((x) => x.sigmoid()),
  sign: unary((x) => x.sign(), { flat: true }),
  sin: unary((x) => x.sin(), { single: true }),
  slice: [
    { shapes: [[4, 3]], build: (x) => x.slice(0, 1, 3) },
    { shapes: [[2, 5]], build: (x) => x.slice(1, 0, 2) },
    { shapes: [[2, 1, 3]], build: (x) => x.slice(-1, 2, 3) },
    ...along((x, axis) => x.slice(axis, 0, Math.ceil(x.shape[axis]! / 2))),
    ...along((x, axis) => x.slice(axis, x.shape[axis]! - 1, x.shape[axis]!)),
  ],
  softmax: [
    { shapes: [[2, 3]], build: (x) => x.softmax() },
    { shapes: [[2, 4, 1]], build: (x) => x.softmax(1) },
    { shapes: [[3, 1]], build: (x) => x.softmax().mul(x) },
    ...along((x, axis) => x.softmax(axis)),
  ],
  sqrt: unary((x) => x.sqrt(), { domain: [0.5, 3] }),
  stopGradient: unary((x) => x.stopGradient(), { flat: true }),
  sub: binary((a, b) => a.sub(b)),
  sum: [
    { shapes: [[2, 3, 4]], build: (x) => x.sum([0, 2]) },
    { shapes: [[2, 1]], build: (x) => x.sum([1], true) },
    { shapes: [[3, 2]], build: (x) => x.sum() },
    ...over((x, axes, keepAxes) => x.sum(axes, keepAxes)),
  ],
  tanh: unary((x) => x.tanh()),
  topK: [
    { shapes: [[3, 4]], build: (x) => x.topK(2).values },
    { shapes: [[2, 1, 3]], build: (x) => x.topK(3).values },
    { shapes: [[2, 3]], build: (x) => x.topK(1).indices.toFloat(), flat: true },
    ...draws(() => {
      const shape = shapeAtRandom(1);
      const k = 1 + chance.integer(shape.at(-1)!);
      return { shapes: [shape], build: (x: Tensor) => x.topK(k).values };
    }),
  ],
  transpose: [
    { shapes: [[2, 3, 1]], build: (x) => x.transpose([2, 0, 1]) },
    ...draws(() => {
      const shape = shapeAtRandom(1);
      const order = [...chance.permutation(shape.length)];
      return { shapes: [shape], build: (x: Tensor) => x.transpose(order) };
    }),
  ],
  where: binary((a, b) => a.sub(b).greater(0).where(a.mul(2), b)),
};

for (const name of Object.keys(primitives) as PrimitiveName[]) {
  describe(name, () => {
    examples[name].forEach((example, i) => {
      const shapes = example.shapes.map((shape) => `[${shape}]`).join(" ");
      test(`${example.flat ? "lets no gradient through" : "has the gradient of central differences"} at ${shapes}`, async () => {
        const analytic = await gradients(example, i);
        const numeric = example.flat ? analytic.map((values) => values.map(() => 0)) : await differences(example, i);
        expectClose(analytic, numeric, example.single ? 2e-3 : 1e-7);
      });
    });
  });
}

const precisionOf = (example: Example) => (example.single ? "float32" : "float64");

function inputsOf({ shapes, domain: [low, high] = [-1, 1] }: Example, seed: number): Float64Array[] {
  const random = RandomStream.of(seed, "primitives");
  return shapes.map((shape) =>
    Float64Array.from({ length: sizeOf(shape) }, () => low + (high - low) * random.uniform()),
  );
}

function batchOf(example: Example, inputs: readonly Float64Array[]): HostBatch {
  const single = example.single === true;
  return Object.fromEntries(
    inputs.map((data, i) => {
      const host = single ? Float32Array.from(data) : data;
      return [`x${i}`, { dtype: single ? "float32" : "float64", shape: example.shapes[i]!, data: host } as const];
    }),
  );
}

/** The result is weighted with fixed random numbers, so that every element of it counts differently. */
function weighted(example: Example, batch: Readonly<Record<string, Tensor>>): Tensor {
  const result = example.build(...example.shapes.map((_, i) => batch[`x${i}`]!));
  const random = RandomStream.of(1, "weights");
  const weights = Float64Array.from({ length: sizeOf(result.shape) }, () => random.uniform() + 0.5);
  return result.mul(result.constant(weights, result.shape)).sum();
}

async function gradients(example: Example, seed: number): Promise<number[][]> {
  const compiled = new Compiled(
    (batch) => {
      const inputs = example.shapes.map((_, i) => batch[`x${i}`]!);
      const results = gradientsOf(weighted(example, batch), inputs);
      return { outputs: Object.fromEntries(results.map((gradient, i) => [`g${i}`, gradient])) };
    },
    { runtime, precision: precisionOf(example) },
  );
  const results = await compiled.run(batchOf(example, inputsOf(example, seed)), {}, 0);
  await compiled[Symbol.asyncDispose]();
  return example.shapes.map((_, i) => Array.from(results[`g${i}`]!.data as Float64Array));
}

async function differences(example: Example, seed: number): Promise<number[][]> {
  const compiled = new Compiled((batch) => ({ outputs: { value: weighted(example, batch) } }), {
    runtime,
    precision: precisionOf(example),
  });
  const inputs = inputsOf(example, seed);
  const step = example.single ? 1e-2 : 1e-5;
  const value = async () => {
    const { value } = await compiled.run(batchOf(example, inputs), {}, 0);
    return Number(value!.data[0]);
  };
  const results: number[][] = [];
  for (const input of inputs) {
    const gradient: number[] = [];
    for (let i = 0; i < input.length; i++) {
      const kept = input[i]!;
      input[i] = kept + step;
      const above = await value();
      input[i] = kept - step;
      gradient.push((above - (await value())) / (2 * step));
      input[i] = kept;
    }
    results.push(gradient);
  }
  await compiled[Symbol.asyncDispose]();
  return results;
}

function expectClose(actual: number[][], expected: number[][], tolerance: number): void {
  actual.forEach((values, i) => {
    values.forEach((value, j) => {
      const target = expected[i]![j]!;
      expect(Math.abs(value - target), `input ${i}, element ${j}: ${value}, expected ${target}`).toBeLessThan(
        tolerance * Math.max(1, Math.abs(target)),
      );
    });
  });
}
