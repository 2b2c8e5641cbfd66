/** @file How much room stands beside the frames and how high they are: labels as wide as they get at any likely height. */
import type { Panel } from "./figure.ts";
import { widestOf, xTicks, yTicks } from "./fitting-ticks.ts";
import { FONT_SIZES_PT } from "./style.ts";
import { ticksOf } from "./ticks.ts";
import { LABEL_LINE, wrapText } from "./wrap.ts";

export const COLOUR_BAR = { gap: 6, width: 7 } as const;
export const LABEL_GAP = 3.5;
/** Height of the frame below over the main one. */
export const BELOW_SHARE = 0.4;
/** Of a line of a title. */
export const TITLE_LINE = 10.5;

export interface Margins {
  readonly left: number;
  readonly right: number;
}

/** One for each column, as its widest panel needs. @param cell what a column has for a frame and its margins, about */
export function marginsOf(panels: readonly Panel[], columns: number, cell: number): Margins[] {
  return Array.from({ length: columns }, (_, column) =>
    marginsOfColumn(
      panels.filter((_, i) => i % columns === column),
      cell,
    ),
  );
}

function marginsOfColumn(panels: readonly Panel[], cell: number): Margins {
  const sides = panels.map((panel) => sidesOf(panel, cell));
  const [left, right] = [Math.max(...sides.map(({ left }) => left)), Math.max(...sides.map(({ right }) => right))];
  const more = (labelOf: (panel: Panel) => string, share = 1) =>
    Math.max(
      ...panels.map((panel) => {
        const height = heightOf(panel, cell - left - right - TITLE_LINE) * share;
        return (Math.max(1, wrapText(labelOf(panel), FONT_SIZES_PT.label, height).length) - 1) * TITLE_LINE;
      }),
    );
  const beside = Math.max(
    more(({ y }) => y.label),
    more(({ below }) => below?.y.label ?? "", BELOW_SHARE),
  );
  return { left: left + beside, right: right + more(({ colourBar }) => colourBar?.label ?? "") };
}

function sidesOf(panel: Panel, cell: number): Margins {
  const likely = [0.7, 0.85, 1].map((share) => heightOf(panel, share * cell));
  const frames = [
    ...likely.map((height) => yTicks(panel.y, height)),
    ...(panel.below ? likely.map((height) => yTicks(panel.below!.y, height * BELOW_SHARE)) : []),
  ];
  const labels = frames.flatMap(({ major, factor }) => [...major.map(({ label }) => label), factor]);
  const title = panel.y.label === "" && !panel.below ? 0 : FONT_SIZES_PT.label + 3.5;
  const left = title + widestOf(labels) + LABEL_GAP;
  if (panel.colourBar) {
    const { label: _, ...axis } = panel.colourBar;
    const bar = widestOf(ticksOf({ label: "", ...axis }, 5).major.map(({ label }) => label));
    return { left, right: COLOUR_BAR.gap + COLOUR_BAR.width + LABEL_GAP + bar + FONT_SIZES_PT.label + 4 };
  }
  const { major } = xTicks(panel.x, 150);
  const halfOf = (tick: (typeof major)[number] | undefined) => (tick ? widestOf([tick.label]) / 2 : 0);
  return { left: Math.max(left, halfOf(major[0])), right: Math.max(3, halfOf(major.at(-1))) };
}

/** Of the main frame. @param width of it */
export function heightOf({ y, aspect, rowPt }: Panel, width: number): number {
  if (rowPt === undefined) return width * (aspect ?? 0.72);
  const lines = Math.max(1, ...(y.ticks ?? []).map(({ label }) => label.split("\n").length));
  return (y.domain[1] - y.domain[0]) * Math.max(rowPt, LABEL_LINE * lines + 2);
}

/** Names beside a frame may take this share of the paper; of panels beside each other, those of one take the smaller. */
const NAMES = { alone: 0.42, ofOne: 0.28 } as const;

/** The panels with the names of their rows once in a row of panels, in lines that leave room for the frames. */
export function withWrappedNames(all: readonly Panel[], columns: number, widthPt: number): readonly Panel[] {
  const panels = all.map((panel, i) => (hasNamesOf(panel, all[i - (i % columns)]!) ? withoutNames(panel) : panel));
  const areNamed = (panel: Panel) => panel.y.ticks?.some(({ label }) => label !== "") ?? false;
  const named = new Set(panels.flatMap((panel, i) => (areNamed(panel) ? [i % columns] : []))).size;
  const most = widthPt * (columns > 1 && named === 1 ? NAMES.ofOne : NAMES.alone / Math.max(1, named));
  return panels.map((panel) => {
    if (!areNamed(panel)) return panel;
    const ticks = panel.y.ticks!.map(({ at, label }) => ({
      at,
      label: wrapText(together(label), FONT_SIZES_PT.tick, most).join("\n"),
    }));
    return { ...panel, y: { ...panel.y, ticks } };
  });
}

/** Whether its rows are those of the panel that stands at the left. */
function hasNamesOf(panel: Panel, first: Panel): boolean {
  if (panel === first || panel.rowPt === undefined) return false;
  const namesOf = ({ y }: Panel) => JSON.stringify(y.ticks);
  return namesOf(panel) === namesOf(first);
}

const withoutNames = ({ y, ...panel }: Panel): Panel => ({
  ...panel,
  y: { ...y, ticks: y.ticks?.map(({ at }) => ({ at, label: "" })) },
});

/** `β = 0.01` stays on one line. */
const together = (name: string): string => name.replaceAll(" = ", "\u00a0=\u00a0");
