/** @file Tiny event files for tests: good ones, and the same with one thing wrong. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { eventLayout } from "../../src/data/event-layout.ts";
import { hdf5 } from "../../src/data/h5-loader.ts";

export type Table = { readonly data: Float32Array | Float64Array | BigInt64Array | string[]; readonly shape: number[] };

/** A folder of its own that goes when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "thesis-data-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function writeTables(path: string, tables: Readonly<Record<string, Table>>): Promise<string> {
  const { File } = await hdf5();
  const file = new File(path, "w");
  for (const [name, { data, shape }] of Object.entries(tables)) file.create_dataset({ name, data, shape });
  file.close();
  return path;
}

/** A data set of events with so many objects each, all numbers different and sensible, in GeV. */
export function events(count: number, { objects = 3, tokens = 18, offset = 0 } = {}): Table & { data: Float32Array } {
  const { width, met, objects: firstObject } = eventLayout(tokens);
  const data = new Float32Array(count * width);
  for (let event = 0; event < count; event++) {
    const row = data.subarray(event * width, (event + 1) * width);
    row.set([50 + event + offset, -3 + 0.01 * event], met);
    for (let object = 0; object < objects; object++) {
      const [pT, eta] = [100 + 10 * event - 20 * object + offset, 0.3 * object - 0.2 + 0.01 * event];
      row[object] = 1 + (object % 7);
      row.set([pT * Math.cosh(eta) * 1.01, pT, eta, -3 + object + 0.02 * event], firstObject + 4 * object);
    }
  }
  return { data, shape: [count, width] };
}

export const goodTables = () => ({
  X_train: events(20),
  X_val: events(6, { offset: 7 }),
  X_test: events(5, { offset: 3 }),
});
