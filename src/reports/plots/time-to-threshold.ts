/** @file Seconds of training until the error is small enough, for every group of runs. */
import { barPanel, gridFigure } from "#figures";
import type { Drawing, Material } from "../analyses/analysis.ts";
import { errorMeasure } from "../errors.ts";
import { highEnd, lowEnd, spreadOf } from "../statistics.ts";
import { aboutGroup } from "./about-runs.ts";
import { widthBeside } from "./group-names.ts";
import { seedNotes } from "./seed-notes.ts";
import { colourOf } from "./tokenizer-look.ts";

/** More would not fit on a page. */
const MOST_BARS = 30;

/** Runs that never get there count in the note, not in the mean. */
export function timeToThreshold(material: Material): Drawing {
  const { tables, groups, config } = material;
  const { column, label, notes } = errorMeasure(tables);
  const threshold = config.thresholds.val_mse;
  const bars = groups.groups.map((group) => {
    const times = group.runs.map((run) =>
      timeUntil(tables.epochs.ofRun(run, column), tables.epochs.ofRun(run, "epoch_time_s"), threshold),
    );
    return {
      name: group.name,
      tokenizer: group.tokenizer,
      about: aboutGroup(material, group),
      runs: times.length,
      reached: times.filter((time) => time !== null).length,
      spread: spreadOf(times),
    };
  });
  const all = bars.filter(({ spread }) => spread !== null);
  const fastest = all.toSorted((a, b) => a.spread!.mean - b.spread!.mean).slice(0, MOST_BARS);
  const reached = all.filter((bar) => fastest.includes(bar));
  const [runs, arrived] = [sum(bars.map(({ runs }) => runs)), sum(bars.map(({ reached }) => reached))];
  const what = `${label} ≤ ${threshold}`;
  if (reached.length === 0) return { nothing: `no run reached ${what} (thresholds.val_mse)` };
  const cut = all.length > MOST_BARS ? [`The ${MOST_BARS} fastest of ${all.length} groups`] : [];
  const panel = barPanel({
    label: `Time until ${lowerFirst(label)} ≤ ${threshold} [s]`,
    names: reached.map(({ name }) => name),
    series: [
      {
        colours: reached.map(({ tokenizer }) => colourOf(tokenizer)),
        about: reached.map(({ about }) => about),
        values: reached.map(({ spread }) => spread!.mean),
        ...(reached.some(({ spread }) => spread!.std) && {
          low: reached.map(({ spread }) => lowEnd(spread)),
          high: reached.map(({ spread }) => highEnd(spread)),
        }),
      },
    ],
    notes: [
      ...notes,
      `${arrived} of ${runs} runs got there; groups without any are left out`,
      ...cut,
      ...seedNotes(material),
    ],
  });
  return { figure: gridFigure([panel], widthBeside(reached.map(({ name }) => name))) };
}

/** Seconds up to the end of the first epoch that is good enough. */
function timeUntil(errors: Float64Array, seconds: Float64Array, threshold: number): number | null {
  const first = errors.findIndex((error) => error <= threshold);
  return first < 0 ? null : sum([...seconds.subarray(0, first + 1)]);
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const lowerFirst = (text: string): string => text[0]!.toLowerCase() + text.slice(1);
