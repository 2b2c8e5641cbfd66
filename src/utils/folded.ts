/** @file Text in lines of a width, for a terminal. */

/** As wide as help is at most, wherever it is read. */
export const HELP_WIDTH = 80;

/** Broken at blanks; a word that is longer than a line keeps its line to itself. */
export function folded(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
