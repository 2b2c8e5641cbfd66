/** @file Every layer against central differences in double precision: by what goes in, and by each of its parameters. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  Compiled,
  Dropout,
  Embedding,
  gradientsOf,
  type HostBatch,
  type HostTensor,
  LayerNorm,
  Linear,
  Mlp,
  MultiHeadAttention,
  RmsNorm,
  type Shape,
  sizeOf,
  type Tensor,
  TokenConvolution,
  VariableScope,
} from "#engine";
import { RandomStream } from "#utils/seed.ts";
import { oneThread } from "../evaluate.ts";

interface LayerExample {
  /** Shapes of what goes in and is differentiated by. */
  readonly shapes: readonly Shape[];
  readonly build: (scope: VariableScope) => (...inputs: Tensor[]) => Tensor;
}

const MASK = [1, 1, 0, 1, 1, 1];
const mask = (x: Tensor) => x.constant(MASK, [2, 3]);

/** By the name of the file. */
const examples: Readonly<Record<string, readonly LayerExample[]>> = {
  dropout: [
    {
      shapes: [[3, 4]],
      build: (scope) => {
        const layer = new Dropout(0.5, scope);
        return (x) => layer.apply(x, true).square();
      },
    },
  ],
  embedding: [
    {
      shapes: [[2, 3, 2]],
      build: (scope) => {
        const layer = new Embedding(4, 2, scope);
        return (x) => x.mul(layer.apply(x.constant([0, 3, 3, 1, 1, 0], [2, 3]).to("int32")));
      },
    },
  ],
  "layer-norm": [[4, 3], [1, 2, 5], [3]].map((shape) => ({
    shapes: [shape],
    build: (scope) => {
      const layer = new LayerNorm(shape.at(-1)!, scope);
      return (x) => layer.apply(x);
    },
  })),
  linear: [[2, 3], [2, 1, 3], [3]].map((shape) => ({
    shapes: [shape],
    build: (scope) => {
      const layer = new Linear(3, 2, scope);
      return (x) => layer.apply(x);
    },
  })),
  // GELU, and ONNX Runtime's fused SiLU, are in single precision only
  mlp: (["relu", "tanh"] as const).map((activation) => ({
    shapes: [[2, 3]],
    build: (scope) => {
      const layer = new Mlp({ widths: [3, 4, 2], activation, dropout: 0.25 }, scope);
      return (x) => layer.apply(x, true);
    },
  })),
  "multi-head-attention": [
    {
      shapes: [[2, 3, 4]],
      build: (scope) => {
        const layer = new MultiHeadAttention(4, 2, scope);
        return (x) => layer.apply(x, mask(x));
      },
    },
    {
      shapes: [
        [2, 3, 4],
        [2, 1, 3, 3],
      ],
      build: (scope) => {
        const layer = new MultiHeadAttention(4, 2, scope);
        return (x, pairBias) => layer.apply(x, mask(x), pairBias);
      },
    },
  ],
  "rms-norm": [[4, 3], [1, 2, 5], [3]].map((shape) => ({
    shapes: [shape],
    build: (scope) => {
      const layer = new RmsNorm(shape.at(-1)!, scope);
      return (x) => layer.apply(x);
    },
  })),
  "token-convolution": [1, 3].map((kernel) => ({
    shapes: [[2, 3, 2]],
    build: (scope) => {
      const layer = new TokenConvolution(2, 3, kernel, scope);
      return (x) => layer.apply(x, mask(x));
    },
  })),
};

/** A table of functions, and a bound on a weight without a gradient through itself, which has tests of its own. */
const OTHERS = ["activation", "spectral-norm"];

test("every layer is here", () => {
  const folder = join(import.meta.dirname, "../../../src/engine/layers");
  const names = readdirSync(folder).map((file) => file.replace(/\.ts$/, ""));
  expect(names.filter((name) => !OTHERS.includes(name)).sort()).toEqual(Object.keys(examples).sort());
});

for (const [name, all] of Object.entries(examples)) {
  describe(name, () => {
    test.each(
      all.map((example) => [example.shapes.map((shape) => `[${shape}]`).join(" "), example] as const),
    )("has the gradients of central differences at %s", async (_, example) => {
      const scope = VariableScope.root(2);
      const apply = example.build(scope);
      const inputs = valuesOf(example, scope);
      const lossOf = (batch: Readonly<Record<string, Tensor>>) =>
        weightedSum(apply(...example.shapes.map((_shape, i) => batch[`x${i}`]!)));

      await using value = new Compiled((batch) => ({ outputs: { value: lossOf(batch) } }), OPTIONS);
      await using gradient = new Compiled((batch) => {
        const by = [
          ...example.shapes.map((_shape, i) => batch[`x${i}`]!),
          ...scope.variables.map((variable) => variable.value),
        ];
        const found = gradientsOf(lossOf(batch), by);
        return { outputs: Object.fromEntries(found.map((each, i) => [`g${i}`, each])) };
      }, OPTIONS);
      const run = async (compiled: Compiled) => {
        const isInput = ([key]: readonly [string, HostTensor]) => /^x\d$/.test(key);
        const pairs = Object.entries(inputs);
        const [batch, state] = [pairs.filter(isInput), pairs.filter((pair) => !isInput(pair))];
        return compiled.run(Object.fromEntries(batch), Object.fromEntries(state), 3);
      };

      const analytic = await run(gradient);
      for (const [i, [key, { data }]] of Object.entries(inputs).entries()) {
        const values = data as Float64Array;
        for (let at = 0; at < values.length; at++) {
          const kept = values[at]!;
          const atOffset = async (offset: number) => {
            values[at] = kept + offset;
            return Number((await run(value))["value"]!.data[0]);
          };
          const numeric = ((await atOffset(STEP)) - (await atOffset(-STEP))) / (2 * STEP);
          values[at] = kept;
          const found = Number(analytic[`g${i}`]!.data[at]);
          const distance = Math.abs(found - numeric) / Math.max(1, Math.abs(numeric));
          expect(distance, `${key}, element ${at}: ${found}, expected ${numeric}`).toBeLessThan(1e-7);
        }
      }
    });
  });
}

const STEP = 1e-5;
const OPTIONS = { runtime: oneThread, precision: "float64" } as const;

/** Inputs and variables at random, in the order in which they are differentiated by. */
function valuesOf({ shapes }: LayerExample, { variables }: VariableScope): HostBatch {
  const random = RandomStream.of(1, "layers");
  const draw = (shape: Shape): HostTensor => {
    return { dtype: "float64", shape, data: Float64Array.from({ length: sizeOf(shape) }, () => random.normal()) };
  };
  return Object.fromEntries([
    ...shapes.map((shape, i) => [`x${i}`, draw(shape)] as const),
    ...variables.map(({ name, shape }) => [name, draw(shape)] as const),
  ]);
}

/** A single number in which every element counts differently. */
function weightedSum(x: Tensor): Tensor {
  const random = RandomStream.of(1, "weights");
  const weights = Float64Array.from({ length: sizeOf(x.shape) }, () => random.uniform() + 0.5);
  return x.mul(x.constant(weights, x.shape)).sum();
}
