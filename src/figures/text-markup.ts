/** @file The little markup of figure texts, `*italic*`, `_{below}` and `^{above}`, and its SVG. */

export interface TextRun {
  readonly text: string;
  readonly italic: boolean;
  /** Where it stands on the line. */
  readonly level: "line" | "below" | "above";
}

/** Size of an index over the size of its line. */
export const INDEX_SIZE = 0.7;
const SHIFTS = { line: 0, below: 0.22, above: -0.38 }; // in sizes of the line, downwards

/** A star or brace without its partner is an ordinary character. */
export function parseMarkup(markup: string): TextRun[] {
  const runs: TextRun[] = [];
  const pieces = markup.matchAll(/\*([^*]+)\*|([_^])\{([^}]*)\}|[^*_^]+|[*_^]/gu);
  for (const [whole, italic, sign, index] of pieces) {
    if (italic !== undefined) runs.push({ text: italic, italic: true, level: "line" });
    else if (sign !== undefined) runs.push({ text: index!, italic: false, level: sign === "_" ? "below" : "above" });
    else runs.push({ text: whole, italic: false, level: "line" });
  }
  return runs;
}

/** Whether a text has anything but ordinary characters on one line. */
export function hasMarkup(runs: readonly TextRun[]): boolean {
  return runs.some(({ italic, level }) => italic || level !== "line");
}

/**
 * The inside of an SVG `text` element. An index directly after another one is set over it, as in `p_{T}^{miss}`.
 * Every run gets its own place, because renderers disagree on how shifts move an anchored text.
 *
 * @param markup already escaped for XML
 * @param begin where the text begins, in points from its anchor
 * @param widthOf width of a run in points
 */
export function toTspans(markup: string, sizePt: number, begin: number, widthOf: (run: TextRun) => number): string {
  const runs = parseMarkup(markup);
  const { places } = placeRuns(runs, widthOf);
  return runs
    .map((run, i) => {
      const attributes = [
        ` x="${round(begin + places[i]!)}"`,
        run.level !== "line" && ` y="${round(SHIFTS[run.level] * sizePt)}" font-size="${round(sizePt * INDEX_SIZE)}px"`,
        run.level === "line" && ' y="0"',
        run.italic && ' font-style="italic"',
      ];
      return `<tspan${attributes.filter(Boolean).join("")}>${run.text}</tspan>`;
    })
    .join("");
}

/** Where each run begins, from the beginning of the text, and how wide they are together. */
export function placeRuns(
  runs: readonly TextRun[],
  widthOf: (run: TextRun) => number,
): { places: number[]; width: number } {
  let [end, begin] = [0, 0];
  const places = runs.map((run, i) => {
    begin = isStacked(run, runs[i - 1]) ? begin : end;
    end = Math.max(end, begin + widthOf(run));
    return begin;
  });
  return { places, width: end };
}

/** Whether a run is set over the index before it. */
function isStacked(run: TextRun, before: TextRun | undefined): boolean {
  return before !== undefined && before.level !== "line" && run.level !== "line" && run.level !== before.level;
}

const round = (value: number) => Math.round(value * 1000) / 1000;
