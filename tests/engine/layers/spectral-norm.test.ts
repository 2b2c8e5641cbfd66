/** @file Spectral normalisation: a case by hand, convergence, and what checkpoints and optimizers see of it. */
import { expect, test } from "vitest";
import { filled, Linear, SpectralNorm, type Tensor, VariableScope } from "#engine";
import { expectClose } from "../../contracts/close.ts";
import { gradientsByName, runTraced, weightedSum } from "../../traced.ts";

function layer(seed = 0) {
  const scope = VariableScope.root(seed);
  const norm = new SpectralNorm();
  const linear = new Linear(3, 2, norm.within(scope.at("layer")));
  return { norm, linear, variables: scope.variables };
}

const identity: { x: { dtype: "float32"; shape: number[]; data: Float32Array } } = {
  x: { dtype: "float32", shape: [3, 3], data: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1) },
};

test("a diagonal matrix is divided by its largest entry, worked by hand", async () => {
  const { linear, norm, variables } = layer();
  const results = await runTraced(({ x }) => ({ y: linear.apply(x!), next: norm.updates[0]!.value }), identity, {
    variables,
    values: { "layer.weight": [4, 0, 0, 0, 3, 0], "layer.bias": [0, 0], "layer.weight_u": [0.6, 0.8] },
  });
  // v ∝ (2.4, 2.4, 0), u ∝ (4, 3) · 1/5; uᵀ W v = (16 + 9) / (5 √2)
  const sigma = 25 / (5 * Math.SQRT2);
  expectClose(results["y"]!, [4 / sigma, 0, 0, 3 / sigma, 0, 0]);
  expectClose(results["next"]!, [0.8, 0.6]);
});

test("begins with the largest singular value of the first weights, so that no vector grows", async () => {
  for (const seed of [1, 2, 3]) {
    const { linear, variables } = layer(seed);
    const { rows } = await runTraced(({ x }) => ({ rows: linear.apply(x!).sub(linear.apply(x!.mul(0))) }), identity, {
      variables,
    });
    // the larger eigenvalue of the 2 × 2 matrix W Wᵀ
    const column = (j: number) => [rows![2 * j]!, rows![2 * j + 1]!] as const;
    const gram = (a: 0 | 1, b: 0 | 1) => [0, 1, 2].reduce((sum, j) => sum + column(j)[a] * column(j)[b], 0);
    const [trace, determinant] = [gram(0, 0) + gram(1, 1), gram(0, 0) * gram(1, 1) - gram(0, 1) ** 2];
    expect(Math.sqrt((trace + Math.sqrt(trace ** 2 - 4 * determinant)) / 2)).toBeCloseTo(1, 3);
  }
});

test("the gradient passes the division: along the matrix itself nothing changes", async () => {
  const { linear, variables } = layer(5);
  const weight = variables.find(({ name }) => name === "layer.weight")!;
  const { "gradient.weight": gradient } = await runTraced(
    ({ x }) => gradientsByName(weightedSum(linear.apply(x!)), { weight: weight.value }),
    identity,
    { variables },
  );
  expect(gradient!.some((one) => Math.abs(one) > 0.01)).toBe(true);
  expectClose([gradient!.reduce((sum, one, i) => sum + one * weight.initial[i]!, 0)], [0], 1e-4);
});

test("variables keep their names, a buffer stands beside each matrix, and vectors are seen as they are", () => {
  const { linear, variables } = layer();
  expect(variables.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
    "parameter layer.weight",
    "buffer layer.weight_u",
    "parameter layer.bias",
  ]);
  const tensorOf = (name: string): Tensor => variables.find((one) => one.name === name)!.value;
  expect(linear.bias.value).toBe(tensorOf("layer.bias"));
  expect(linear.weight.value).not.toBe(tensorOf("layer.weight"));
});

test("a matrix of zeros stays finite", async () => {
  const scope = VariableScope.root(0);
  const seen = new SpectralNorm().within(scope).parameter("weight", [2, 2], filled(0));
  const { y } = await runTraced(() => ({ y: seen.value.add(0) }), {}, { variables: scope.variables });
  expect(y!.every(Number.isFinite)).toBe(true);
});
