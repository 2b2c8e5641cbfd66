/** @file `data.path=FILE` beside a stored run: where its events file is now, if it has moved; a run is otherwise what it was. */

export const DATA_KEY = "data.path";

export interface MovedEvents {
  /** Undefined where the file is where it was. */
  readonly dataPath: string | undefined;
  /** The words that say so, as they were typed. */
  readonly moved: readonly string[];
  /** What else was typed. */
  readonly rest: readonly string[];
}

export function movedEvents(words: readonly string[]): MovedEvents {
  const isMoved = (word: string) => word.startsWith(`${DATA_KEY}=`);
  const moved = words.filter(isMoved);
  const dataPath = moved.at(-1)?.slice(DATA_KEY.length + 1);
  return { dataPath: dataPath || undefined, moved, rest: words.filter((word) => !isMoved(word)) };
}
