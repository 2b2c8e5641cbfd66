import { expect, test } from "vitest";
import { flattened, momentsOf, summariesOf } from "../../../src/reports/inference/score-summary.ts";
import { scoresParquet } from "../../../src/reports/inference/scores-parquet.ts";

test("means, deviations and percentiles are those of NumPy", () => {
  const moments = momentsOf(Float32Array.of(4, 1, 3, 2));
  expect(moments.mean).toBe(2.5);
  expect(moments.std).toBeCloseTo(Math.sqrt(1.25), 12);
  expect(moments.p50).toBe(2.5);
  expect(moments.p95).toBeCloseTo(3.85, 12);
  expect(moments.p99).toBeCloseTo(3.97, 12);
});

const scores = (...values: number[]) => {
  const mse = Float32Array.from(values);
  return { mse, mae: mse, globals_mse: null };
};

test("corrupted events are told from the true ones, and every event is in a bin", () => {
  const summaries = summariesOf(
    new Map([
      ["baseline", scores(1, 2, 3, 4)],
      ["broken", scores(3.5, 40, 50, Number.NaN)],
    ]),
  );
  expect(summaries.get("baseline")!.against).toBeNull();
  // of 16 pairs only (3.5, 4) goes the wrong way: what is no number counts as the largest
  expect(summaries.get("broken")!.against!.auroc).toBe(15 / 16);
  const { edges, counts, not_finite } = summaries.get("broken")!.histogram;
  expect(edges).toEqual(summaries.get("baseline")!.histogram.edges);
  expect([edges[0], edges.at(-1)]).toEqual([1, 50]);
  expect(counts.reduce((a, b) => a + b, 0)).toBe(3);
  expect(not_finite).toBe(1);
  expect(flattened(summaries.get("baseline")!)).toMatchObject({ mse_mean: 2.5, mae_p50: 2.5, auroc: null });
});

test("scores are kept as Parquet, with the magic of one at both ends", async () => {
  const bytes = await scoresParquet({
    scores: new Map([["baseline", scores(1, 2, 3)]]),
    labels: Int32Array.of(1, 1, 2),
  });
  const text = Buffer.from(bytes).toString("latin1");
  expect(text.startsWith("PAR1") && text.endsWith("PAR1")).toBe(true);
  const { parquetReadObjects } = await import("hyparquet");
  const rows = await parquetReadObjects({ file: bytes.buffer as ArrayBuffer });
  expect(rows[2]).toEqual({ event: 2, label: 2, baseline_mse: 3, baseline_mae: 3 });
});
