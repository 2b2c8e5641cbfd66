/** @file Errors of reconstruction as anomaly scores: which events are held against which. */
import { expect, test } from "vitest";
import { anomalyScores } from "#evaluation";

const errors = [1, 2, 3, 4, 5, 2.5];
const labels = [0, 0, 1, 1, 2, 2];

test("classes that were not learned from are signals, each and all together", () => {
  const { background, signals } = anomalyScores({ errors, labels }, [0])!;
  expect(background).toEqual([0]);
  expect(Object.keys(signals).sort()).toEqual(["1", "2", "all"]);
  expect(signals["1"]).toMatchObject({ signal_events: 2, background_events: 2, auroc: 1 });
  expect(signals["1"]!.background_rejection["0.5"]).toBeNull(); // no background passes
  expect(signals["all"]).toMatchObject({ signal_events: 4, auroc: 1 });
});

test("without a background every class is held against all others", () => {
  const { background, signals } = anomalyScores({ errors, labels }, null)!;
  expect(background).toBeNull();
  expect(Object.keys(signals)).toEqual(["0", "1", "2"]);
  expect(signals["0"]).toMatchObject({ auroc: 0, background_events: 4 });
  // 3 beats 1, 2, 2.5; 4 beats the same: six of eight pairs
  expect(signals["1"]!.auroc).toBe(6 / 8);
});

test("classes go by their names where they have one", () => {
  const { class_names, signals } = anomalyScores({ errors, labels }, [0], { 0: "tttt", 1: "ttH", 7: "nobody" })!;
  expect(class_names).toEqual({ 0: "tttt", 1: "ttH" });
  expect(Object.keys(signals).sort()).toEqual(["2", "all", "ttH"]);
  expect(signals["ttH"]).toMatchObject({ labels: [1], auroc: 1 });
  expect(signals["all"]!.labels).toEqual([1, 2]);
});

test("events that come back as no number count as the most anomalous, and are counted", () => {
  const broken = [1, Number.NaN, 3, Number.NaN, 5, 2.5];
  const { signals } = anomalyScores({ errors: broken, labels }, [0])!;
  // of (3, NaN) against (1, NaN): 3 beats 1 and loses, NaN beats 1 and is equal
  expect(signals["1"]).toMatchObject({ not_a_number: { signal: 1, background: 1 }, auroc: (1 + 0 + 1 + 0.5) / 4 });
  expect(signals["1"]!.background_rejection["0.5"]).toBe(2); // the cut is at NaN, which one of two has
  expect(signals["2"]!.not_a_number).toEqual({ signal: 0, background: 1 });
});

test("one class alone says nothing", () => {
  expect(anomalyScores({ errors: [1, 2], labels: [3, 3] }, null)).toBeNull();
  expect(anomalyScores({ errors: [1, 2], labels: [3, 3] }, [3])).toBeNull();
});
