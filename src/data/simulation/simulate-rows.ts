/** @file Simulated events as rows of an event file, and the labels of what they are. */
import { RandomStream } from "#utils/seed.ts";
import { eventLayout } from "../event-layout.ts";
import { type EnergyUnit, fromGeV, wrapPhi } from "../units.ts";
import type { Selection } from "./detected-event.ts";
import { type ProcessName, processes } from "./processes.ts";
import { simulateEvent } from "./simulate-event.ts";

/** Goes up when the same seed no longer gives the same events. */
export const GENERATOR_VERSION = 1;

export interface SampleWish {
  readonly seed: number;
  /** Every event is one of these, all equally likely. */
  readonly processes: readonly ProcessName[];
  readonly selection: Selection;
  readonly unit: EnergyUnit;
  /** Objects a row has room for. */
  readonly tokens: number;
}

export interface SimulatedRows {
  /** `[event, column]`, see `event-layout.ts`. */
  readonly rows: Float32Array;
  /** `[event]`, see `processes.ts`. */
  readonly labels: Int32Array;
}

/**
 * Events `first` to `first + count - 1` of an endless sample; any part of it can be made on its own.
 *
 * @throws FixableError `data/selection-never-passes`
 */
export function simulateRows(wish: SampleWish, first: number, count: number): SimulatedRows {
  const { seed, selection, unit, tokens } = wish;
  const layout = eventLayout(tokens);
  const rows = new Float32Array(count * layout.width);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const index = first + i;
    const process = wish.processes[RandomStream.of(seed, "process", index).integer(wish.processes.length)]!;
    const { objects, met, metPhi } = simulateEvent({ process, seed, index, selection, mostObjects: tokens });
    const row = rows.subarray(i * layout.width, (i + 1) * layout.width);
    row.set([fromGeV(met, unit), wrapPhi(metPhi)], layout.met);
    for (const [k, { type, E, pT, eta, phi }] of objects.entries()) {
      row[k] = type;
      row.set([fromGeV(E, unit), fromGeV(pT, unit), eta, wrapPhi(phi)], layout.objects + 4 * k);
    }
    labels[i] = processes[process].label;
  }
  return { rows, labels };
}
