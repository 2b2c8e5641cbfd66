import { expect, test } from "vitest";
import { flattened, momentsOf, summariesOf } from "../../../src/reports/inference/score-summary.ts";
import { scoresOf } from "../../../src/reports/inference/scores.ts";
import { scoresParquet } from "../../../src/reports/inference/scores-parquet.ts";

// two events with room for two objects of two features; the second has one object and garbage under its padding
const events = {
  size: 2,
  ids: Int32Array.of(1, 2, 1, 0),
  mask: Float32Array.of(1, 1, 1, 0),
  tokens: Float32Array.of(0, 0, 1, 1, 5, 5, 99, 99),
  globals: Float32Array.of(1, 2, 3, 4),
};
const guess = { tokens: Float32Array.of(1, 0, 1, 4, 5, 7, 0, 0), globals: Float32Array.of(1, 4, 3, 4) };

test("errors are means over the particles and features of an event, without its padding", () => {
  const { mse, mae, globals_mse } = scoresOf(events, guess, "none");
  expect([...mse]).toEqual([(1 + 9) / 4, 4 / 2]);
  expect([...mae]).toEqual([(1 + 3) / 4, 2 / 2]);
  expect([...globals_mse!]).toEqual([4 / 2, 0]);
});

test("the Python system sums over the features", () => {
  const { mse, mae } = scoresOf(events, { ...guess, globals: null }, "reference");
  expect([...mse]).toEqual([(1 + 9) / 2, 4]);
  expect([...mae]).toEqual([(1 + 3) / 2, 2]);
});

test("an event without particles has no error", () => {
  const empty = { ...events, ids: new Int32Array(4) };
  expect([...scoresOf(empty, guess, "none").mse]).toEqual([0, 0]);
});

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
