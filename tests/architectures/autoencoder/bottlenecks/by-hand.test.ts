/** @file The other bottlenecks on cases small enough for pencil and paper. */
import { describe, expect, test } from "vitest";
import { Tensor, VariableScope } from "#engine";
import { RandomStream } from "#utils/seed.ts";
import type { Bottleneck } from "../../../../src/architectures/autoencoder/bottlenecks/bottleneck.ts";
import { CosineVectorQuantizer } from "../../../../src/architectures/autoencoder/bottlenecks/cosine-vector-quantizer.ts";
import {
  FiniteScalarQuantizer,
  finiteScalarQuantizerConfig,
  roundToLevels,
} from "../../../../src/architectures/autoencoder/bottlenecks/finite-scalar-quantizer.ts";
import { gradientEstimators } from "../../../../src/architectures/autoencoder/bottlenecks/gradient-estimator.ts";
import { ResidualVectorQuantizer } from "../../../../src/architectures/autoencoder/bottlenecks/residual-vector-quantizer.ts";
import { VariationalBottleneck } from "../../../../src/architectures/autoencoder/bottlenecks/variational.ts";
import { expectClose } from "../../../contracts/close.ts";
import { type Arrays, floats, gradientsByName, normals, runTraced, type TracedRun } from "../../../traced.ts";

async function compress(
  build: (scope: VariableScope) => Bottleneck,
  inputs: Arrays,
  { learning = true, ...run }: TracedRun & { learning?: boolean } = {},
) {
  const scope = VariableScope.root(0);
  const bottleneck = build(scope);
  return runTraced(
    ({ latent, mask }) => {
      const out = bottleneck.compress(latent!, mask!, learning);
      return {
        latent: out.latent,
        ...(out.indices && { indices: out.indices.toFloat() }),
        ...out.losses,
        ...out.diagnostics,
        ...Object.fromEntries(out.updates.map(({ buffer, value }) => [buffer.name, value])),
      };
    },
    inputs,
    { variables: scope.variables, ...run },
  );
}

const options = { compat: "none" } as const;
const codebook = {
  codebook_size: 2,
  beta: 0.25,
  ema: true,
  ema_decay: 0.5,
  dead_code_threshold: 0,
  init: "data",
  gradient_estimator: "straight_through",
} as const;

describe("residual vector quantizer", () => {
  const config = { kind: "residual_vq", latent_dim: 1, depth: 2, ...codebook } as const;
  const build = (scope: VariableScope) => new ResidualVectorQuantizer(config, scope, options);
  const inputs = { latent: floats([1, 3, 1], [11.2, -0.4, 77]), mask: floats([1, 3], [1, 1, 0]) };
  const values = { "stages.0.codebook": [0, 10], "stages.1.codebook": [0, 1] };

  test("adds up the codes of its stages, each nearest to what was left over", async () => {
    const out = await compress(build, inputs, { values });
    expect(out["latent"]!.slice(0, 2)).toEqual([11, 0]); // 10 + 1, 0 + 0
    expect(out["indices"]!.slice(0, 4)).toEqual([1, 1, 0, 0]);
    expect(out["code_counts.0"]).toEqual([1, 1]);
    expect(out["code_counts.1"]).toEqual([1, 1]);
    // rests 1.2 and -0.4 after the first stage, 0.2 and -0.4 after the second: β times the mean squares, added up
    expectClose(out["commit"]!, [0.25 * ((1.44 + 0.16) / 2 + (0.04 + 0.16) / 2)]);
  });

  test("begins each stage at what the ones before it leave over", async () => {
    const scope = VariableScope.root(0);
    const quantizer = new ResidualVectorQuantizer({ ...config, init: "kmeans" }, scope, options);
    const latents = { width: 1, data: Float32Array.of(-1, 1, 9, 11) };
    const numbers = await quantizer.start!(latents, 4, RandomStream.of(0, "test"));
    const of = (name: string) => [...numbers.get(scope.variables.find((one) => one.name === name)!)!];
    expect(of("stages.0.codebook").toSorted((a, b) => a - b)).toEqual([0, 10]);
    expect(of("stages.1.codebook").toSorted((a, b) => a - b)).toEqual([-1, 1]);
  });

  test("moves the codes of a later stage towards the rests", async () => {
    const averages = { ...values, "stages.1.ema_count": [1, 1], "stages.1.ema_weight": [0, 1] };
    const out = await compress(build, inputs, { values: averages });
    expectClose(out["stages.1.codebook"]!, [-0.2, 1.1]); // half way to -0.4, half way to 1.2
  });
});

test("a quantizer by angle begins at directions, however long the latents are", async () => {
  const config = { kind: "cosine_vq", latent_dim: 2, ...codebook, init: "kmeans" } as const;
  const scope = VariableScope.root(0);
  const quantizer = new CosineVectorQuantizer(config, scope, options);
  const latents = { width: 2, data: Float32Array.of(3, 4, 30, 40, 0, -5) };
  const numbers = await quantizer.start!(latents, 3, RandomStream.of(0, "test"));
  const codes = [...numbers.get(scope.variables.find(({ name }) => name === "quant.codebook")!)!];
  const [first, second] = [codes.slice(0, 2), codes.slice(2)].toSorted((a, b) => a[0]! - b[0]!);
  expectClose(first!, [0, -1]);
  expectClose(second!, [0.6, 0.8]);
});

test("a quantizer by angle chooses by direction, and gives a code of length one", async () => {
  const config = { kind: "cosine_vq", latent_dim: 2, ...codebook } as const;
  const out = await compress(
    (scope) => new CosineVectorQuantizer(config, scope, options),
    { latent: floats([1, 2, 2], [0.1, 0, 0, 50]), mask: floats([1, 2], [1, 1]) },
    { values: { "quant.codebook": [30, 40, 3, -4] } },
  );
  // (1, 0) is as near to (3, 4) / 5 as to (3, -4) / 5, the first counts; (0, 1) is nearer to (3, 4) / 5
  expectClose(out["latent"]!, [0.6, 0.8, 0.6, 0.8]);
  // squared distances from (1, 0) and from (0, 1): 0.4² + 0.8², 0.6² + 0.2²; mean over particles and components
  expectClose(out["commit"]!, [(0.25 * (0.8 + 0.4)) / 4]);
});

describe("gradient estimators", () => {
  const inputs = { vectors: floats([1, 2], [2, 0]), quantized: floats([1, 2], [0, 1]) };
  const gradientOf = (name: keyof typeof gradientEstimators) =>
    runTraced(({ vectors, quantized }) => {
      const out = gradientEstimators[name](vectors!, quantized!);
      return { out, ...gradientsByName(out.mul(Tensor.constant([3, 7], [2])).sum(), { vectors: vectors! }) };
    }, inputs);

  test("straight through leaves the gradient as it is", async () => {
    expect(await gradientOf("straight_through")).toEqual({ out: [0, 1], "gradient.vectors": [3, 7] });
  });

  test("rotation turns the gradient back by the angle from latent to code, and scales it", async () => {
    const { out, "gradient.vectors": gradient } = await gradientOf("rotation");
    expect(out).toEqual([0, 1]);
    expectClose(gradient!, [7 / 2, -3 / 2]); // a quarter turn back, times |q| / |e| = 1 / 2
  });

  test.each(["straight_through", "rotation"] as const)("%s gives the code itself, to the bit", async (name) => {
    const arrays = { vectors: normals([50, 4], "vectors"), quantized: normals([50, 4], "quantized") };
    const { out } = await runTraced(
      ({ vectors, quantized }) => ({ out: gradientEstimators[name](vectors!, quantized!) }),
      arrays,
    );
    expect(out).toEqual(Array.from(arrays.quantized.data as Float32Array));
  });
});

describe("finite scalar quantizer", () => {
  test("rounds to as many levels as asked for, and lets the gradient of the bound through", async () => {
    const scalars = [-9, -0.6, 0, 0.6, 9];
    const { levels, "gradient.x": gradient } = await runTraced(
      ({ x }) => {
        const rounded = roundToLevels(x!, [3, 4]);
        return { levels: rounded, ...gradientsByName(rounded.sum(), { x: x! }) };
      },
      {
        x: floats(
          [1, 5, 2],
          scalars.flatMap((x) => [x, x]),
        ),
      },
    );
    expect(levels!.filter((_, i) => i % 2 === 0)).toEqual([-1, -1, 0, 1, 1].map((x) => x + 0));
    expect(levels!.filter((_, i) => i % 2 === 1).map((x) => x + 0)).toEqual([-2, -1, 0, 1, 1]);
    expectClose(gradient!.slice(4, 5), [1.001]); // of 1.001 tanh(x) at 0
  });

  test("numbers its codes with the first number counting fastest", async () => {
    // 9 and -9 reach the outermost levels, also after the linear map, which is the identity here
    const out = await compress(
      (scope) => new FiniteScalarQuantizer({ kind: "fsq", latent_dim: 2, levels: [3, 4] }, scope),
      { latent: floats([1, 3, 2], [-9, -9, 9, -9, 0, 9]), mask: floats([1, 3], [1, 1, 1]) },
      {
        values: {
          "to_scalars.weight": [1, 0, 0, 1],
          "to_scalars.bias": [0, 0],
          "to_latent.weight": [1, 0, 0, 1],
          "to_latent.bias": [0, 0],
        },
      },
    );
    expect(out["indices"]).toEqual([0, 2, 1 + 3 * 3]);
    expect(out["latent"]!.map((x) => x + 0)).toEqual([-1, -1, 1, -1, 0, 0.5]); // levels over half their number
    expect(out["code_counts"]!.flatMap((n, code) => (n > 0 ? [code] : []))).toEqual([0, 2, 10]);
  });

  test("refuses more combinations than can be counted", () => {
    const result = finiteScalarQuantizerConfig.safeParse({ kind: "fsq", latent_dim: 4, levels: [1000, 1000] });
    expect(result.error?.issues.map(({ path }) => path)).toEqual([["levels"]]);
  });
});

describe("variational bottleneck", () => {
  const build = (scope: VariableScope) =>
    new VariationalBottleneck({ kind: "variational", latent_dim: 1, beta: 0.5 }, scope);
  const values = { "mean.weight": [1], "mean.bias": [0], "log_variance.weight": [0], "log_variance.bias": [0] };

  test("charges β times the divergence of each particle from the standard normal", async () => {
    const inputs = { latent: floats([1, 3, 1], [2, 0, 99]), mask: floats([1, 3], [1, 1, 0]) };
    const out = await compress(build, inputs, { values, learning: false });
    // (μ² + σ² - 1 - ln σ²) / 2 with σ = 1: 2 and 0
    expectClose(out["kl"]!, [0.5]);
    expectClose(out["bits_per_token"]!, [1 / Math.LN2]);
    expectClose(out["bits_per_event"]!, [2 / Math.LN2]); // two particles
    expect(out["latent"]!.slice(0, 2)).toEqual([2, 0]);
  });

  test("draws with the mean and deviation it says, anew at each step", async () => {
    const inputs = { latent: floats([1, 4000, 1], new Float32Array(4000).fill(3)), mask: floats([1, 4000], ONES) };
    const wide = { ...values, "log_variance.bias": [Math.log(4)] };
    const [first, second] = [
      await compress(build, inputs, { values: wide, step: 1 }),
      await compress(build, inputs, { values: wide, step: 2 }),
    ];
    const mean = first["latent"]!.reduce((sum, x) => sum + x, 0) / 4000;
    const variance = first["latent"]!.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 4000;
    expect(Math.abs(mean - 3)).toBeLessThan(5 * (2 / Math.sqrt(4000)));
    expect(Math.abs(variance - 4)).toBeLessThan(5 * 4 * Math.sqrt(2 / 4000));
    expect(second["latent"]).not.toEqual(first["latent"]);
  });
});

const ONES = new Float32Array(4000).fill(1);
