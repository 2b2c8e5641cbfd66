import { describe, expect, test } from "vitest";
import { eventLayout, simulateRows } from "#data";
import { type CorruptionName, corrupted, corruptions } from "../../../src/reports/inference/corruptions/index.ts";

const layout = eventLayout(18);
const COUNT = 200;
const { rows } = simulateRows(
  { tokens: 18, unit: "GeV", seed: 3, processes: ["tttt", "ttW"], selection: "none" },
  0,
  COUNT,
);
const events = { rows, count: COUNT, layout, unit: "GeV" } as const;
const settings: Record<CorruptionName, unknown> = {
  gaussian_noise: { e: 0.1, pt: 0.1, eta: 0.1, phi: 0.1 },
  token_shuffle: {},
  token_drop: { share: 0.3 },
  id_swap: {},
  scramble: {},
};
const broken = (name: CorruptionName, seed = 0, given = events, config = settings[name]) =>
  corrupted(given, name, config, seed).rows;

interface Objects {
  readonly ids: number[];
  readonly e: number[];
  readonly pt: number[];
  readonly eta: number[];
  readonly phi: number[];
}

function objectsOf(of: Float32Array, event: number): Objects {
  const row = of.subarray(event * layout.width, (event + 1) * layout.width);
  const slots = Array.from({ length: 18 }, (_, slot) => slot).filter((slot) => row[slot] !== 0);
  const column = (at: number) => slots.map((slot) => row[layout.objects + 4 * slot + at]!);
  return { ids: slots.map((slot) => row[slot]!), e: column(0), pt: column(1), eta: column(2), phi: column(3) };
}

const eachEvent = (check: (event: number) => void) => Array.from({ length: COUNT }, (_, event) => check(event));
const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);

describe.each(Object.keys(corruptions) as CorruptionName[])("%s keeps the contract of corruptions", (name) => {
  test("the true events stay as they are, MET too", () => {
    const before = rows.slice();
    const after = broken(name);
    expect(rows).toEqual(before);
    eachEvent((event) => {
      for (const column of [layout.met, layout.metPhi])
        expect(after[event * layout.width + column]).toBe(rows[event * layout.width + column]);
    });
  });

  test("equal seeds break events equally, others otherwise", () => {
    expect(broken(name, 1)).toEqual(broken(name, 1));
    expect(broken(name, 1)).not.toEqual(broken(name, 2));
  });

  test("numbers stay finite, momenta positive, φ an angle, and padding zero", () => {
    const after = broken(name);
    eachEvent((event) => {
      const { ids, e, pt, phi } = objectsOf(after, event);
      expect([...e, ...pt].every((value) => Number.isFinite(value) && value > 0)).toBe(true);
      expect(phi.every((value) => Math.abs(value) <= Math.fround(Math.PI))).toBe(true);
      const row = after.subarray(event * layout.width, (event + 1) * layout.width);
      for (let slot = 0; slot < 18; slot++) {
        const four = row.subarray(layout.objects + 4 * slot, layout.objects + 4 * slot + 4);
        if (row[slot] === 0) expect([...four]).toEqual([0, 0, 0, 0]);
      }
      expect(ids.length).toBeGreaterThan(0);
    });
  });

  test("most events come out broken", () => {
    const after = broken(name);
    const width = layout.width;
    const changed = Array.from({ length: COUNT }, (_, event) =>
      after
        .subarray(event * width, (event + 1) * width)
        .some((value, column) => value !== rows[event * width + column]),
    ).filter(Boolean);
    expect(changed.length).toBeGreaterThan(0.8 * COUNT);
  });
});

test("noise has the deviation asked for, in the column asked for", () => {
  const only = (column: string) => ({ e: 0, pt: 0, eta: 0, phi: 0, [column]: 0.2 });
  const differences = (column: "e" | "pt" | "eta" | "phi", config: unknown) => {
    const after = broken("gaussian_noise", 0, events, config);
    return Array.from({ length: COUNT }, (_, event) => {
      const [a, b] = [objectsOf(rows, event)[column], objectsOf(after, event)[column]];
      const log = column === "e" || column === "pt";
      return a.map((value, i) => (log ? Math.log(b[i]! / value) : b[i]! - value));
    }).flat();
  };
  for (const column of ["e", "pt", "eta"] as const) {
    const own = differences(column, only(column));
    const deviation = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0) / own.length);
    expect(deviation).toBeGreaterThan(0.18);
    expect(deviation).toBeLessThan(0.22);
    for (const other of ["e", "pt", "eta", "phi"] as const) {
      if (other !== column)
        expect(differences(other, only(column)).every((value) => Math.abs(value) < 1e-6)).toBe(true);
    }
  }
});

test("noise on logarithms of MeV is the same noise", () => {
  const inLog = (of: Float32Array) =>
    of.map((value, i) => {
      const column = (i % layout.width) - layout.objects;
      return column >= 0 && column % 4 < 2 && value > 0 ? Math.log(1000 * value) : value;
    });
  const direct = inLog(broken("gaussian_noise"));
  const logarithms = broken("gaussian_noise", 0, { ...events, rows: inLog(rows), unit: "logMeV" } as never);
  expect(direct.every((value, i) => Math.abs(value - logarithms[i]!) < 1e-5)).toBe(true);
});

test("an event's noise does not depend on how many events there are", () => {
  const few = broken("gaussian_noise", 0, { ...events, rows: rows.slice(0, 5 * layout.width), count: 5 } as never);
  expect(few).toEqual(broken("gaussian_noise").slice(0, 5 * layout.width));
});

test("a shuffle keeps what the event holds, and no object keeps its pT, η or φ", () => {
  const after = broken("token_shuffle");
  eachEvent((event) => {
    const [a, b] = [objectsOf(rows, event), objectsOf(after, event)];
    expect(b.ids).toEqual(a.ids);
    expect(b.e).toEqual(a.e);
    for (const column of ["pt", "eta", "phi"] as const) {
      expect(sorted(b[column])).toEqual(sorted(a[column]));
      if (a.ids.length > 1 && new Set(a[column]).size === a.ids.length)
        expect(b[column].every((value, i) => value !== a[column][i])).toBe(true);
    }
  });
});

test("dropping leaves the others in their order, and one at least", () => {
  const after = broken("token_drop");
  const total = (of: Float32Array) =>
    Array.from({ length: COUNT }, (_, event) => objectsOf(of, event).ids.length).reduce((a, b) => a + b, 0);
  expect(total(after) / total(rows)).toBeGreaterThan(0.65);
  expect(total(after) / total(rows)).toBeLessThan(0.75);
  const all = broken("token_drop", 0, events, { share: 1 });
  eachEvent((event) => {
    const kept = objectsOf(after, event).e;
    expect(objectsOf(rows, event).e.filter((value) => kept.includes(value))).toEqual(kept);
    expect(objectsOf(all, event).ids).toHaveLength(1);
  });
});

test("a swap of types leaves the numbers, and the event as many of each type", () => {
  const after = broken("id_swap");
  eachEvent((event) => {
    const [a, b] = [objectsOf(rows, event), objectsOf(after, event)];
    expect([b.e, b.pt, b.eta, b.phi]).toEqual([a.e, a.pt, a.eta, a.phi]);
    expect(sorted(b.ids)).toEqual(sorted(a.ids));
  });
});

test("scrambled events hold true objects of the right types, mostly of other events", () => {
  const after = broken("scramble");
  const keyOf = ({ ids, e, pt, eta, phi }: Objects) => ids.map((id, i) => [id, e[i], pt[i], eta[i], phi[i]].join());
  const all = (of: Float32Array) => Array.from({ length: COUNT }, (_, event) => keyOf(objectsOf(of, event)));
  expect(all(after).flat().sort()).toEqual(all(rows).flat().sort());
  eachEvent((event) => expect(objectsOf(after, event).ids).toEqual(objectsOf(rows, event).ids));
  const truth = all(rows);
  const own = all(after).map((keys, event) => keys.filter((key) => truth[event]!.includes(key)).length);
  expect(own.reduce((a, b) => a + b, 0)).toBeLessThan(0.1 * truth.flat().length);
});
