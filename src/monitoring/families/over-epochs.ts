/** @file One quantity over the epochs of a training: the panel that losses, metrics and codebook share. */
import { COLOURS, curvePanel, type Panel, type RuleLayer, type Series } from "#figures";
import type { EpochRecord, History, SplitRecord } from "../history.ts";

export interface OverEpochs {
  readonly history: History;
  readonly label: string;
  /** NaN where an epoch has no such value. */
  readonly pick: (record: SplitRecord) => number;
  /** Value in the test split, where it is known. */
  readonly test?: number | undefined;
  readonly splits?: readonly ("train" | "validation")[];
  readonly isBestMarked?: boolean;
  readonly fromZero?: boolean;
  readonly title?: string;
}

const LOOKS = {
  train: { name: "training", colour: COLOURS.train },
  validation: { name: "validation", colour: COLOURS.validation },
} as const;

/** Best epoch as a dotted line and a diamond; the test value as a dashed line across. */
export function overEpochsPanel(options: OverEpochs): Panel {
  const { history, label, pick, splits = ["train", "validation"], test } = options;
  const x = epochNumbers(history);
  const series = splits.map((split): Series => {
    const y = history.epochs.map((record) => pick(record[split]));
    return { ...LOOKS[split], x, y, ...(split === "validation" && { dash: "dashed" }) };
  });
  const { best } = history;
  const marks = options.isBestMarked && best ? bestMarks(best, pick) : { rules: [], highlights: [] };
  const tested: RuleLayer[] =
    test === undefined
      ? []
      : [{ kind: "rule", name: "test", along: "x", at: test, colour: COLOURS.test, dash: "dashed" }];
  return curvePanel({
    title: options.title,
    x: { ...epochAxis(x), integer: true },
    y: { label, scale: options.fromZero ? "linear" : "auto", fromZero: options.fromZero ?? false },
    series: series.filter(({ y }) => Array.from(y).some(Number.isFinite)),
    rules: [...marks.rules, ...tested],
    highlights: marks.highlights,
  });
}

/** As people count and the console says: the first epoch is 1; in facts and file names it is 0. */
export const epochNumbers = ({ epochs }: Pick<History, "epochs">): number[] => epochs.map(({ epoch }) => epoch + 1);

/** Half an epoch of air on both sides, so that a single epoch stands in the middle. */
export function epochAxis(epochs: readonly number[]): { label: string; domain: readonly [number, number] } {
  const [first, last] = [epochs[0] ?? 1, epochs.at(-1) ?? 1];
  const air = Math.max(0.5, (last - first) * 0.03);
  return { label: "Epoch", domain: [first - air, last + air] };
}

function bestMarks(best: EpochRecord, pick: (record: SplitRecord) => number) {
  const { best: colour } = COLOURS;
  const [at] = epochNumbers({ epochs: [best] }) as [number];
  const rule: RuleLayer = { kind: "rule", along: "y", at, colour, dash: "dotted" };
  const name = `best (epoch ${at})`;
  return {
    rules: [rule],
    highlights: [{ name, x: [at], y: [pick(best.validation)], marker: "diamond", colour } as const],
  };
}
