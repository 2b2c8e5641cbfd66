/** @file Transforms: what a model sees, the way back, and the arithmetic of the reference. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventLayout } from "../../src/data/event-layout.ts";
import { h5TokensConfig, openH5Tokens } from "../../src/data/h5-tokens.ts";
import { transformFromDescription, transforms } from "../../src/data/transforms/index.ts";
import { type EnergyUnit, fromGeV, UNITS, wrapPhi } from "../../src/data/units.ts";
import { shared } from "../shared-folder.ts";

const { width, met, metPhi, objects } = eventLayout(3);

/** Two events in GeV: two objects and one, MET 10 and 30. */
function twoEvents(): Float32Array {
  const rows = new Float32Array(2 * width);
  rows.set([1, 3, 0, 10, 0.5, Math.E ** 3, Math.E ** 2, 1, Math.PI / 2, Math.E ** 5, Math.E ** 4, -1, 0]);
  rows.set([2, 0, 0, 30, -1, Math.E ** 4, Math.E ** 3, 3, -Math.PI / 2], width);
  return rows;
}

describe("physics", () => {
  test("matches the numbers worked out by hand", () => {
    const transform = transforms.physics.fit(twoEvents(), 2, 3, "GeV");
    const { mean, std, global_mean, global_std } = transform.describe();
    // log E is 3, 5, 4; log pT is 2, 4, 3; eta is 1, -1, 3
    expect(mean[0]).toBeCloseTo(4, 6);
    expect(mean[1]).toBeCloseTo(3, 6);
    expect(mean[2]).toBeCloseTo(1, 6);
    expect(std[0]).toBeCloseTo(1, 6);
    expect(std[2]).toBeCloseTo(2, 6);
    expect([mean.slice(3), std.slice(3)]).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(global_mean[0]).toBeCloseTo((Math.log(11) + Math.log(31)) / 2, 6);
    expect(global_std[0]).toBeCloseTo((Math.log(31) - Math.log(11)) / Math.SQRT2, 6);

    const { tokens, ids, mask, globals } = transform.apply(twoEvents(), 2);
    expect([...ids]).toEqual([1, 3, 0, 2, 0, 0]);
    expect([...mask]).toEqual([1, 1, 0, 1, 0, 0]);
    const close = (values: Float32Array, expected: number[]) =>
      expected.forEach((value, i) => void expect(values[i]).toBeCloseTo(value, 5));
    close(tokens, [-1, -1, 0, 1, 0, 1, 1, -1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, -1, 0]);
    close(globals, [-Math.SQRT1_2, Math.sin(0.5), Math.cos(0.5), Math.SQRT1_2, Math.sin(-1), Math.cos(-1)]);
  });

  test("does not see what stands under the padding", () => {
    const dirty = twoEvents();
    dirty.set([99, -99, 99, 99], objects + 8);
    const [clean, filled] = [twoEvents(), dirty].map((rows) => {
      const transform = transforms.physics.fit(rows, 2, 3, "GeV");
      return { said: transform.describe(), batch: transform.apply(rows, 2) };
    });
    expect(filled).toEqual(clean);
  });

  test("only centres a column that never changes", () => {
    const rows = twoEvents();
    rows[met] = rows[width + met]!;
    const transform = transforms.physics.fit(rows, 2, 3, "GeV");
    expect(transform.describe().global_std).toEqual([1, 1, 1]);
    expect(transform.apply(rows, 2).globals[0]).toBeCloseTo(0, 6);
    expect(transforms.physics.fit(rows, 1, 3, "GeV").apply(rows, 2).globals.every(Number.isFinite)).toBe(true);
  });

  test("gives a model's angle back in [-π, π), whatever the length of (sin, cos)", () => {
    const transform = transforms.physics.fit(twoEvents(), 2, 3, "GeV");
    const batch = transform.apply(twoEvents(), 2);
    batch.tokens.set([0.3 * Math.sin(2), 0.3 * Math.cos(2)], 3);
    batch.tokens.set([-0, -1], 8);
    const { phiRad } = transform.invert(batch).particles;
    expect(phiRad[0]).toBeCloseTo(2, 6);
    expect(phiRad[1]).toBeCloseTo(-Math.PI, 6);
  });

  test("gives MET a model drew below zero back as zero", () => {
    const transform = transforms.physics.fit(twoEvents(), 2, 3, "GeV");
    const batch = transform.apply(twoEvents(), 2);
    batch.globals[0] = -100;
    expect(transform.invert(batch).globals.metGeV[0]).toBe(0);
  });
});

describe.each(["physics", "reference"] as const)("%s", (kind) => {
  test.each(UNITS)("undoes what it did, from %s back to GeV and radians", (unit: EnergyUnit) => {
    const angle = fc.double({ min: -Math.PI, max: 3.1415925, noNaN: true });
    const object = fc.record({
      id: fc.integer({ min: 1, max: 7 }),
      E: fc.double({ min: 5, max: 3000, noNaN: true }),
      pT: fc.double({ min: 5, max: 2000, noNaN: true }),
      eta: fc.double({ min: -5, max: 5, noNaN: true }),
      phi: angle,
    });
    const event = fc.record({
      objects: fc.array(object, { minLength: 1, maxLength: 3 }),
      met: fc.double({ min: 0.5, max: 1000, noNaN: true }),
      metPhi: angle,
    });
    fc.assert(
      fc.property(fc.array(event, { minLength: 2, maxLength: 6 }), (events) => {
        const rows = new Float32Array(events.length * width);
        for (const [i, one] of events.entries()) {
          rows.set([fromGeV(one.met, unit), one.metPhi], i * width + met);
          for (const [k, { id, E, pT, eta, phi }] of one.objects.entries()) {
            rows[i * width + k] = id;
            rows.set([fromGeV(E, unit), fromGeV(pT, unit), eta, phi], i * width + objects + 4 * k);
          }
        }
        const transform = transforms[kind].fit(rows, events.length, 3, unit);
        const { particles, globals } = transform.invert(transform.apply(rows, events.length));
        const flat = events.flatMap((one, i) => one.objects.map((truth) => ({ ...truth, event: i })));
        expect([...particles.event]).toEqual(flat.map((truth) => truth.event));
        expect([...particles.type]).toEqual(flat.map((truth) => truth.id));
        // a float32 z-score of numbers up to 3000 cannot be better than this, relative to the spread
        const [relative, absolute] = kind === "physics" || unit === "logMeV" ? [2e-5, 0] : [1e-5, 2e-3];
        flat.forEach((truth, i) => {
          expect(Math.abs(particles.energyGeV[i]! - truth.E)).toBeLessThan(relative * truth.E + absolute);
          expect(Math.abs(particles.ptGeV[i]! - truth.pT)).toBeLessThan(relative * truth.pT + absolute);
          expect(Math.abs(particles.eta[i]! - truth.eta)).toBeLessThan(1e-5);
          expect(Math.abs(wrapPhi(particles.phiRad[i]! - truth.phi))).toBeLessThan(1e-5);
          expect(Math.abs(particles.phiRad[i]!)).toBeLessThanOrEqual(Math.fround(Math.PI));
        });
        events.forEach((truth, i) => {
          expect(Math.abs(globals.metGeV[i]! - truth.met)).toBeLessThan(2e-5 * truth.met + 1e-5);
          expect(Math.abs(wrapPhi(globals.metPhiRad[i]! - truth.metPhi))).toBeLessThan(1e-5);
        });
      }),
      { numRuns: 50 },
    );
  });

  test("is the same after a trip through JSON", () => {
    const transform = transforms[kind].fit(twoEvents(), 2, 3, "GeV");
    const again = transformFromDescription(JSON.parse(JSON.stringify(transform.describe())));
    expect(again.apply(twoEvents(), 2)).toEqual(transform.apply(twoEvents(), 2));
    expect(again.describe()).toEqual(transform.describe());
    expect([again.features, again.globalFeatures]).toEqual([transform.features, transform.globalFeatures]);
  });

  test("refuses a description that is not its own", () => {
    const said = transforms[kind].fit(twoEvents(), 2, 3, "GeV").describe();
    for (const bad of [{}, null, { ...said, kind: "other" }, { ...said, mean: [1] }, { ...said, features: ["pT"] }])
      expect(() => transformFromDescription(bad)).toThrow(expect.objectContaining({ code: "data/bad-transform" }));
  });
});

test("energies in GeV, MeV and logarithms of MeV make the same tokens", () => {
  const [gev, ...others] = UNITS.map((unit) => {
    const rows = twoEvents();
    for (let event = 0; event < 2; event++)
      for (const column of [met, ...[0, 1, 4, 5, 8, 9].map((offset) => objects + offset)]) {
        const at = event * width + column;
        if (rows[at] !== 0) rows[at] = fromGeV(rows[at]!, unit);
      }
    return transforms.physics.fit(rows, 2, 3, unit).apply(rows, 2);
  });
  for (const { tokens, globals } of others) {
    tokens.forEach((value, i) => void expect(value).toBeCloseTo(gev!.tokens[i]!, 5));
    globals.forEach((value, i) => void expect(value).toBeCloseTo(gev!.globals[i]!, 5));
  }
});

test("an angle is wrapped into [-π, π)", () => {
  for (const [phi, expected] of [
    [0, 0],
    [Math.PI, -Math.PI],
    [-Math.PI, -Math.PI],
    [7, 7 - 2 * Math.PI],
    [-4, 2 * Math.PI - 4],
  ])
    expect(wrapPhi(phi!)).toBeCloseTo(expected!, 6);
});

describe("the reference's own numbers", () => {
  const cases = [
    ["events_small.h5", "GeV", "norm_stats_events_small", ["none", "linear", "vq_ema", "vq_noema"]],
    ["events_small_logmev.h5", "logMeV", "norm_stats_events_small_logmev", ["linear_logmev", "none_beta0_wd"]],
  ] as const;
  for (const [file, unit, stats, batches] of cases) {
    const events = shared(`golden/reference/${file}`);
    const norm = shared(`golden/reference/numerics/${stats}.safetensors`);
    test.skipIf(events.missing || norm.missing)(`mean and deviation of ${file} agree to 1e-6`, async () => {
      const config = h5TokensConfig.parse({ kind: "h5_tokens", path: events.path, unit });
      const { transform, sizes } = await openH5Tokens(config, { compat: "reference", seed: 0 });
      // the float64 ones: the reference's own float32 sums are 2e-6 off for pT
      const { mu_f64: mu, sd_f64: sd } = readTensors(norm.path);
      const { mean, std } = transform.describe();
      for (let i = 0; i < 4; i++) {
        expect(Math.abs(mean[i]! - mu![i]!)).toBeLessThan(1e-6 * Math.max(1, Math.abs(mu![i]!)));
        expect(Math.abs(std[i]! / sd![i]! - 1)).toBeLessThan(1e-6);
      }
      expect(sizes).toEqual({ tokens: 18, features: 4, globals: 2, types: 8 });
    });

    for (const name of batches) {
      const batch = shared(`golden/reference/numerics/${name}/batches.safetensors`);
      test.skipIf(batch.missing)(`the batches of ${name} are made of their rows`, () => {
        const t = readTensors(batch.path);
        const count = t["raw_rows"]!.length / eventLayout(18).width;
        const transform = transformFromDescription({
          ...transforms.reference.fit(t["raw_rows"]!, count, 18, unit).describe(),
          mean: [...t["norm_mu"]!],
          std: [...t["norm_sd"]!],
        });
        const { tokens, ids, mask, globals } = transform.apply(t["raw_rows"]!, count);
        expect(tokens).toEqual(t["tokens_cont"]);
        expect(globals).toEqual(t["globals"]);
        expect(Float32Array.from(ids)).toEqual(t["tokens_id"]);
        expect(mask.every((value) => value === 1)).toBe(true);
      });
    }
  }
});

test("METphi has its own column beside MET", () => {
  const { globals } = transforms.reference.fit(twoEvents(), 2, 3, "GeV").apply(twoEvents(), 2);
  expect([...globals]).toEqual([10, 0.5, 30, -1]);
  expect(metPhi).toBe(met + 1);
});

/** The float32, float64 and int64 tensors of a safetensors file, as float32. */
function readTensors(path: string): Record<string, Float32Array> {
  const bytes = readFileSync(path);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString("utf8", 8, start)) as Record<
    string,
    { dtype: string; data_offsets: [number, number] }
  >;
  const read = ({ dtype, data_offsets: [from, to] }: { dtype: string; data_offsets: [number, number] }) => {
    const { buffer } = Uint8Array.from(bytes.subarray(start + from, start + to));
    if (dtype === "I64") return Float32Array.from(new BigInt64Array(buffer), Number);
    return dtype === "F64" ? Float32Array.from(new Float64Array(buffer)) : new Float32Array(buffer);
  };
  return Object.fromEntries(
    Object.entries(header)
      .filter(([name]) => name !== "__metadata__")
      .map(([name, entry]) => [name, read(entry)]),
  );
}
