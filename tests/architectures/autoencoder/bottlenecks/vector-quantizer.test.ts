/** @file The vector quantizer on one-dimensional latents, worked out with pencil and paper. */
import { expect, test } from "vitest";
import { VariableScope } from "#engine";
import { RandomStream } from "#utils/seed.ts";
import {
  VectorQuantizer,
  vectorQuantizerConfig,
} from "../../../../src/architectures/autoencoder/bottlenecks/vector-quantizer.ts";
import { expectClose } from "../../../contracts/close.ts";
import { type Arrays, floats, gradientsByName, runTraced } from "../../../traced.ts";

const configOf = (changes: object) =>
  vectorQuantizerConfig.parse({
    kind: "vq",
    latent_dim: 1,
    codebook_size: 2,
    beta: 0.25,
    ema: true,
    ema_decay: 0.5,
    dead_code_threshold: 0,
    ...changes,
  });

/** Two particles and one padding. */
const inputs = { latent: floats([1, 3, 1], [1, 8, 100]), mask: floats([1, 3], [1, 1, 0]) };

async function compress(
  config: ReturnType<typeof configOf>,
  arrays: Arrays,
  values: Readonly<Record<string, number[]>>,
  { step = 0, compat = "none" as "none" | "reference" } = {},
) {
  const scope = VariableScope.root(1);
  const quantizer = new VectorQuantizer(config, scope, { compat });
  return runTraced(
    ({ latent, mask }) => {
      const out = quantizer.compress(latent!, mask!, true);
      const loss = Object.values(out.losses).reduce((sum, term) => sum.add(term), out.latent.sum());
      const codebook = scope.variables.find(({ name }) => name === "quant.codebook")!;
      return {
        latent: out.latent,
        indices: out.indices!.toFloat(),
        ...out.losses,
        ...out.diagnostics,
        ...Object.fromEntries(out.updates.map(({ buffer, value }) => [buffer.name, value])),
        ...Object.fromEntries((out.restarts ?? []).map(({ where, value }) => ["restarted", where.where(value, 0)])),
        ...gradientsByName(loss, { latent: latent!, codebook: codebook.value }),
      };
    },
    arrays,
    { variables: scope.variables, values, step },
  );
}

test("takes the nearest code, and charges for the way there", async () => {
  const out = await compress(configOf({ ema: false }), inputs, { "quant.codebook": [0, 10] });
  expect(out["latent"]!.slice(0, 2)).toEqual([0, 10]); // 1 → 0, 8 → 10
  expect(out["indices"]!.slice(0, 2)).toEqual([0, 1]);
  expectClose(out["commit"]!, [0.25 * 2.5]); // β times the mean of 1² and 2²
  expectClose(out["codebook"]!, [2.5]);
  expect(out["code_counts"]).toEqual([1, 1]);
  expectClose(out["perplexity"]!, [2]); // both codes used equally
});

test("sends the gradient straight through to the latent, and to the codes from the codebook loss alone", async () => {
  const out = await compress(configOf({ ema: false }), inputs, { "quant.codebook": [0, 10] });
  // 1 from the output, β · 2 (z - c) / 2 from the commitment
  expectClose(out["gradient.latent"]!.slice(0, 2), [1 + 0.25, 1 - 0.5]);
  expectClose(out["gradient.codebook"]!, [-1, 2]); // 2 (c - z) / 2
});

test("moves each code to the average of its latents", async () => {
  const out = await compress(configOf({}), inputs, {
    "quant.codebook": [0, 10],
    "quant.ema_count": [1, 1],
    "quant.ema_weight": [0, 10],
  });
  expectClose(out["quant.ema_count"]!, [1, 1]);
  expectClose(out["quant.ema_weight"]!, [0.5, 9]); // half of the old sum, half of the latents 1 and 8
  expectClose(out["quant.codebook"]!, [0.5, 9]);
  expect(out["gradient.codebook"]).toEqual([0, 0]);
});

test("gives a code that nobody chooses a latent of a particle, never of the padding", async () => {
  const three = { latent: floats([2, 3, 1], [1, 50, 51, 2, 3, 52]), mask: floats([2, 3], [1, 0, 0, 1, 1, 0]) };
  const config = configOf({ dead_code_threshold: 0.25 });
  const seen = new Map<number, number>();
  for (let step = 0; step < 60; step++) {
    const values = { "quant.codebook": [0, 1000], "quant.ema_count": [0, 0], "quant.ema_weight": [0, 0] };
    const out = await compress(config, three, values, { step });
    expectClose(out["quant.codebook"]!.slice(0, 1), [2], 1e-4); // the mean of 1, 2 and 3
    const revived = out["quant.codebook"]![1]!;
    seen.set(revived, (seen.get(revived) ?? 0) + 1);
    expect(out["quant.ema_count"]![1]).toBe(1);
    expect(out["quant.ema_weight"]![1]).toBe(revived);
  }
  expect([...seen.keys()].sort()).toEqual([1, 2, 3]);
  for (const times of seen.values()) expect(times).toBeGreaterThan(8); // of 60, each as likely as the others
});

test("leaves a code alone that is used often enough", async () => {
  const out = await compress(configOf({ dead_code_threshold: 0.25 }), inputs, {
    "quant.codebook": [0, 10],
    "quant.ema_count": [1, 1],
    "quant.ema_weight": [0, 10],
  });
  expectClose(out["quant.codebook"]!, [0.5, 9]);
});

test("a codebook of the gradient restarts a code that nobody chooses at a particle, and no other", async () => {
  const config = configOf({ ema: false, dead_code_threshold: 0.25 });
  const rarely = { "quant.codebook": [0, 1000], "quant.usage": [1, 0.1] };
  const out = await compress(config, inputs, rarely);
  // usage: half of the old and half of two and no particles; below a quarter of the mean of 1.5 and 0.05
  expectClose(out["quant.usage"]!, [1.5, 1]);
  expect(out["restarted"]![0]).toBe(0);
  expect([1, 8]).toContain(out["restarted"]![1]);
  const often = await compress(config, inputs, { "quant.codebook": [0, 10], "quant.usage": [1, 1] });
  expect(often["restarted"]).toEqual([0, 0]);
  expectClose(often["quant.usage"]!, [1, 1]);
});

test("a codebook of the gradient that never revives keeps no account of its codes", () => {
  for (const [changes, compat] of [
    [{ dead_code_threshold: 0 }, "none"],
    [{ dead_code_threshold: 0.25 }, "reference"],
  ] as const) {
    const scope = VariableScope.root(0);
    new VectorQuantizer(configOf({ ema: false, ...changes }), scope, { compat });
    expect(scope.variables.map(({ name }) => name)).toEqual(["quant.codebook"]);
  }
});

const latents = { width: 1, data: Float32Array.of(1, 3, 100, 102, 104) };

test.each([true, false])("begins at the middles of clusters where that is asked for (averages: %s)", async (ema) => {
  const scope = VariableScope.root(0);
  const quantizer = new VectorQuantizer(configOf({ ema, init: "kmeans" }), scope, { compat: "none" });
  const numbers = await quantizer.start!(latents, 10, RandomStream.of(0, "test"));
  const of = (name: string) => [...(numbers.get(scope.variables.find((one) => one.name === name)!) ?? [])];
  expect(of("quant.codebook").toSorted((a, b) => a - b)).toEqual([2, 102]);
  if (!ema) return expect(numbers.size).toBe(1);
  // five latents of ten in a step: each counts twice
  expect(of("quant.ema_count").toSorted((a, b) => a - b)).toEqual([4, 6]);
  expect(of("quant.ema_weight").toSorted((a, b) => a - b)).toEqual([8, 612]);
});

test("begins at latents of the data by gradient, in the first step by averages, at random as the Python system", async () => {
  const startOf = (ema: boolean, compat: "none" | "reference") =>
    new VectorQuantizer(configOf({ ema }), VariableScope.root(0), { compat }).start;
  const numbers = await startOf(false, "none")!(latents, 10, RandomStream.of(0, "test"));
  const [centres] = numbers.values();
  for (const code of centres!) expect([...latents.data]).toContain(code);
  expect(startOf(true, "none")).toBeNull();
  expect(startOf(false, "reference")).toBeNull();
});
