/** @file Rows of words → lines with their columns below each other, for a terminal. */

export interface TableLook {
  /** Columns of numbers, from 0, which end below each other; negative ones are counted from the last. */
  readonly rightAligned?: readonly number[];
  /** Before each line. */
  readonly indent?: string;
}

/**
 * @param rows all of one length, titles included
 * @returns lines without their ends, two blanks between columns and none behind the last
 */
export function textTable(
  rows: readonly (readonly string[])[],
  { rightAligned = [], indent = "" }: TableLook = {},
): string[] {
  const widths = columnWidths(rows);
  const isNumber = (column: number) => rightAligned.includes(column) || rightAligned.includes(column - widths.length);
  const padded = (cell: string, column: number) =>
    isNumber(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!);
  return rows.map((cells) => indent + cells.map(padded).join("  ").trimEnd());
}

/** The widest cell of each column, in characters. */
export function columnWidths(rows: readonly (readonly string[])[]): number[] {
  return (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
}
