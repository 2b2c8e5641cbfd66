/**
 * @file Where everything stands in one row of an event file: `[ids | MET, METphi | E, pT, eta, phi of each object]`.
 * The layout of the Dark Machines four-top files (arXiv:2105.14027): with 18 objects a row has 18 + 2 + 18·4 = 92 columns.
 */

/** The four numbers of one object, in the order they stand in a row. */
export const OBJECT_COLUMNS = ["E", "pT", "eta", "phi"] as const;

export interface EventLayout {
  /** Objects a row has room for. */
  readonly tokens: number;
  /** Columns of a row. */
  readonly width: number;
  /** Column of the missing transverse momentum; the ids stand before it. */
  readonly met: number;
  readonly metPhi: number;
  /** Column of E of the first object. */
  readonly objects: number;
}

/** @param tokens objects a row has room for */
export function eventLayout(tokens: number): EventLayout {
  return {
    tokens,
    width: tokens + 2 + OBJECT_COLUMNS.length * tokens,
    met: tokens,
    metPhi: tokens + 1,
    objects: tokens + 2,
  };
}

/** What a column holds, for error messages: `id of object 3`, `MET`, `pT of object 0`. */
export function columnName({ tokens, met, metPhi, objects }: EventLayout, column: number): string {
  if (column < tokens) return `id of object ${column}`;
  if (column === met) return "MET";
  if (column === metPhi) return "METphi";
  const offset = column - objects;
  return `${OBJECT_COLUMNS[offset % OBJECT_COLUMNS.length]} of object ${Math.floor(offset / OBJECT_COLUMNS.length)}`;
}
