/** @file Mean and standard deviation of columns, with sums in float64. */

export interface ColumnStatistics {
  readonly mean: readonly number[];
  /** Unbiased (divided by n - 1); NaN for fewer than two rows. */
  readonly std: readonly number[];
}

/**
 * @param values `[row, column]`
 * @param width number of columns
 * @param counts whether a row counts; all do if left out
 */
export function columnStatistics(
  values: Float32Array,
  width: number,
  counts: (row: number) => boolean = () => true,
): ColumnStatistics {
  const rows = values.length / width;
  let counted = 0;
  const sum = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    if (!counts(row)) continue;
    counted++;
    for (let column = 0; column < width; column++) sum[column]! += values[row * width + column]!;
  }
  const mean = Array.from(sum, (total) => total / counted);

  // a second pass: the difference of two large sums would lose digits
  const squares = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    if (!counts(row)) continue;
    for (let column = 0; column < width; column++) {
      const distance = values[row * width + column]! - mean[column]!;
      squares[column]! += distance * distance;
    }
  }
  return { mean, std: Array.from(squares, (total) => Math.sqrt(total / (counted - 1))) };
}
