import { expect, test } from "vitest";
import { eventErrors, joinedErrors } from "#evaluation";

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
  const { mse, mae, globals_mse } = eventErrors(events, guess, "none");
  expect([...mse]).toEqual([(1 + 9) / 4, 4 / 2]);
  expect([...mae]).toEqual([(1 + 3) / 4, 2 / 2]);
  expect([...globals_mse!]).toEqual([4 / 2, 0]);
});

test("the Python system sums over the features", () => {
  const { mse, mae } = eventErrors(events, { ...guess, globals: null }, "reference");
  expect([...mse]).toEqual([(1 + 9) / 2, 4]);
  expect([...mae]).toEqual([(1 + 3) / 2, 2]);
});

test("an event without particles has no error", () => {
  const empty = { ...events, ids: new Int32Array(4) };
  expect([...eventErrors(empty, guess, "none").mse]).toEqual([0, 0]);
});

test("padding that the mask counts, as under compat=reference, is no object", () => {
  const { mse } = eventErrors({ ...events, mask: new Float32Array(4).fill(1) }, guess);
  expect([...mse]).toEqual([(1 + 9) / 4, 4 / 2]);
});

test("errors of batches stand one behind the other; globals only where all have them", () => {
  const [one, other] = [eventErrors(events, guess), eventErrors(events, { ...guess, globals: null })];
  expect([...joinedErrors([one, one]).globals_mse!]).toEqual([2, 0, 2, 0]);
  expect(joinedErrors([one, other]).globals_mse).toBeNull();
  expect([...joinedErrors([one, other]).mse]).toEqual([2.5, 2, 2.5, 2]);
});
