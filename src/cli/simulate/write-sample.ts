/** @file Simulates a sample block by block and writes it in the layout of the four-top files. */
import { setImmediate } from "node:timers/promises";
import { GENERATOR_VERSION, OBJECT_TYPES, processes, SPLITS, type Split, simulateRows, writeH5 } from "#data";
import type { SimulateArguments } from "./simulate-arguments.ts";

const TOKENS = 18;
const EVENTS_PER_BLOCK = 1000;

/** Events of each split: 70, 15 and 15 %, one at least. */
export function splitSizes(events: number): Record<Split, number> {
  const part = Math.max(1, Math.round(0.15 * events));
  return { train: events - 2 * part, val: part, test: part };
}

/**
 * Equal arguments give equal events. Where it stops early nothing is left behind.
 *
 * @param onProgress called after every block with the number of events so far
 * @param signal stops between two blocks
 * @returns the first folder that was made for the file, if any
 * @throws FixableError `data/file-exists`, `data/unwritable`, `data/selection-never-passes`; the reason of `signal`
 */
export async function writeSample(
  { out, events, force, ...wish }: SimulateArguments,
  onProgress: (done: number) => void,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const sizes = splitSizes(events);
  return writeH5(out, force, async (file) => {
    let first = 0;
    for (const split of SPLITS) {
      for (const end = first + sizes[split]; first < end; ) {
        const count = Math.min(EVENTS_PER_BLOCK, end - first);
        const { rows, labels } = simulateRows({ ...wish, tokens: TOKENS }, first, count);
        file.append(`X_${split}`, rows, [rows.length / count]);
        file.append(`Y_${split}`, labels, []);
        first += count;
        onProgress(first);
        await setImmediate(); // lets an interrupt through
        signal?.throwIfAborted();
      }
    }
    file.attribute("columns", "0-17 ids | 18 MET, 19 METphi | 20+4k..23+4k E,pT,eta,phi of object k");
    file.attribute("ids", OBJECT_TYPES.map((name, id) => `${id} ${name}`).join(", "));
    file.attribute(
      "units",
      wish.unit === "logMeV" ? "natural logarithms of MeV (padding 0), radians" : `${wish.unit}, radians`,
    );
    file.attribute("unit", wish.unit);
    file.attribute("labels", wish.processes.map((name) => `${processes[name].label} ${name}`).join(", "));
    file.attribute("selection", wish.selection);
    file.attribute("split", "70/15/15, events in the order they were simulated");
    file.attribute("seed", wish.seed);
    file.attribute("generator", "thesis-simulate");
    file.attribute("generator_version", GENERATOR_VERSION);
  });
}
