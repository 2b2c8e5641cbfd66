/** @file Rows of words → lines with their columns below each other, for a terminal. */

/** A column is not cut further. */
const NARROWEST = 12;

export interface TableLook {
  /** Columns of numbers, from 0, which end below each other; negative ones are counted from the last. */
  readonly rightAligned?: readonly number[];
  /** Before each line. */
  readonly indent?: string;
  /** Of a terminal: what is longer is cut, in the first column as far as that helps. */
  readonly width?: number | undefined;
}

/**
 * @param rows all of one length, titles included
 * @returns lines without their ends, two blanks between columns and none behind the last
 */
export function textTable(
  rows: readonly (readonly string[])[],
  { rightAligned = [], indent = "", width = Number.POSITIVE_INFINITY }: TableLook = {},
): string[] {
  const natural = columnWidths(rows);
  const excess = natural.reduce((sum, each) => sum + each + 2, indent.length - 2) - width;
  const widths = [
    Math.max(Math.min(natural[0] ?? 0, NARROWEST), (natural[0] ?? 0) - Math.max(0, excess)),
    ...natural.slice(1),
  ];
  const isNumber = (column: number) => rightAligned.includes(column) || rightAligned.includes(column - widths.length);
  const cutTo = (text: string, room: number) => (text.length > room ? `${text.slice(0, room - 1)}…` : text);
  const padded = (whole: string, column: number) => {
    const cell = cutTo(whole, widths[column]!);
    return isNumber(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!);
  };
  return rows.map((cells) => cutTo(indent + cells.map(padded).join("  ").trimEnd(), width));
}

/** The widest cell of each column, in characters. */
export function columnWidths(rows: readonly (readonly string[])[]): number[] {
  return (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
}
