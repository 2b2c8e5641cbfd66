/** @file What a pass over a split adds up to, worked by hand. */
import { expect, test } from "vitest";
import { SplitMeter } from "../../src/training-loops/split-meter.ts";

const numbers = (values: Readonly<Record<string, readonly number[]>>) =>
  Object.fromEntries(Object.entries(values).map(([name, list]) => [name, Float32Array.from(list)]));

test("losses and metrics are means over events, not over batches", () => {
  const meter = new SplitMeter("none");
  meter.add(3, numbers({ total: [1], "loss.rec_tokens": [2], gradient_norm: [4] }));
  meter.add(1, numbers({ total: [5], "loss.rec_tokens": [6], gradient_norm: [0] }));
  expect(meter.result()).toEqual({
    losses: { total: 2, rec_tokens: 3 },
    metrics: { gradient_norm: 3 },
    codeCounts: null,
  });
});

test("T6: perplexity is that of the whole pass, not the mean of the batches' perplexities", () => {
  const pass = (compat: "none" | "reference") => {
    const meter = new SplitMeter(compat);
    meter.add(1, numbers({ total: [0], "diagnostic.perplexity": [1], "diagnostic.code_counts": [4, 0, 0, 0] }));
    meter.add(1, numbers({ total: [0], "diagnostic.perplexity": [1], "diagnostic.code_counts": [0, 4, 0, 0] }));
    return meter.result();
  };
  const ours = pass("none");
  expect(ours.metrics["perplex"]).toBeCloseTo(2, 12); // each batch used one code, the pass used two
  expect(ours.metrics).toMatchObject({ codes_used: 2, utilisation: 0.5 });
  expect(ours.metrics["bits_per_token"]).toBeCloseTo(1, 12);
  expect(ours.metrics["bits_per_event"]).toBeCloseTo(4, 12); // four particles an event, a bit each
  expect(ours.codeCounts).toEqual(Float64Array.of(4, 4, 0, 0));
  expect(pass("reference").metrics["perplex"]).toBe(1);
});

test("codebooks behind each other add up their bits, and count together in the rest", () => {
  const meter = new SplitMeter("none");
  const counts = { "diagnostic.code_counts.0": [2, 2], "diagnostic.code_counts.1": [4, 0] };
  meter.add(2, numbers({ total: [0], ...counts }));
  const { metrics, codeCounts } = meter.result();
  expect(codeCounts).toEqual(Float64Array.of(2, 2, 4, 0));
  expect(metrics["perplex_stage_0"]).toBeCloseTo(2, 12);
  expect(metrics["perplex_stage_1"]).toBeCloseTo(1, 12);
  expect(metrics["bits_per_token"]).toBeCloseTo(1, 12); // one from the first, none from the second
  expect(metrics["bits_per_event"]).toBeCloseTo(2, 12); // two particles an event
  expect(metrics["codes_used"]).toBe(3);
  expect(metrics["perplex"]).toBeCloseTo(2 ** 1.5, 12); // shares 1/4, 1/4, 1/2
});

test("codes of the globals are told apart, and their bits are among those of the event", () => {
  const meter = new SplitMeter("none");
  const ofGlobals = { "diagnostic.globals_code_counts.0": [1, 1], "diagnostic.globals_code_counts.1": [1, 1] };
  meter.add(2, numbers({ total: [0], "diagnostic.code_counts": [4, 4, 0], ...ofGlobals }));
  const { metrics, codeCounts } = meter.result();
  expect(codeCounts).toEqual(Float64Array.of(4, 4, 0));
  expect(metrics["bits_per_token"]).toBeCloseTo(1, 12);
  expect(metrics["bits_per_event"]).toBeCloseTo(4 + 2, 12); // four particles of a bit, and MET with one from each stage
  expect(metrics).toMatchObject({ codes_used: 2, globals_codes_used: 4 });
  expect(metrics["globals_bits"]).toBeCloseTo(2, 12);
  expect(metrics["globals_perplex"]).toBeCloseTo(4, 12);
});
