/** @file Statistics the tests of the simulation need. */

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export function quantile(values: readonly number[], probability: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(probability * (sorted.length - 1))]!;
}

/** Largest distance between two empirical distributions (Kolmogorov and Smirnov), ties taken together. */
export function ksDistance(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [a.toSorted((p, q) => p - q), b.toSorted((p, q) => p - q)];
  let [i, j, largest] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    const value = Math.min(x[i]!, y[j]!);
    while (x[i] === value) i++;
    while (y[j] === value) j++;
    largest = Math.max(largest, Math.abs(i / x.length - j / y.length));
  }
  return largest;
}

/** The same against the uniform law on [low, high]. */
export function ksUniform(values: readonly number[], low: number, high: number): number {
  const n = values.length;
  return Math.max(
    ...values
      .toSorted((a, b) => a - b)
      .map((value, i) => {
        const expected = (value - low) / (high - low);
        return Math.max(expected - i / n, (i + 1) / n - expected);
      }),
  );
}
