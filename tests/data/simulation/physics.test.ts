/**
 * @file The physics of the simulation against published numbers: what each process looks like, balance, charge, angles.
 * Expected values are those of an independent implementation of the same rules.
 */
import { describe, expect, test } from "vitest";
import { RandomStream } from "#utils/seed.ts";
import { drawDecays } from "../../../src/data/simulation/decay-channels.ts";
import {
  type DetectedEvent,
  isJet,
  isLepton,
  passes,
  type Selection,
} from "../../../src/data/simulation/detected-event.ts";
import { ptOf } from "../../../src/data/simulation/four-vector.ts";
import { heavyEvent } from "../../../src/data/simulation/heavy-event.ts";
import { type ProcessName, processes } from "../../../src/data/simulation/processes.ts";
import { type EventWish, simulateEvent } from "../../../src/data/simulation/simulate-event.ts";
import { ksUniform, mean, quantile } from "./statistics.ts";

const [JET, B_JET, E_PLUS, MU_PLUS] = [1, 2, 3, 5];
const simulate = (count: number, wish: Omit<EventWish, "index" | "seed">) =>
  Array.from({ length: count }, (_, index) => simulateEvent({ seed: 20261122, index, ...wish }));
const count = (is: (object: DetectedEvent["objects"][number]) => boolean) => (event: DetectedEvent) =>
  event.objects.filter(is).length;
const jetHt = ({ objects }: DetectedEvent) => objects.filter(isJet).reduce((sum, { pT }) => sum + pT, 0);

type ExpectedEvents = [
  process: ProcessName,
  selection: Selection,
  objects: number,
  jets: number,
  b: number,
  leptons: number,
  met: number,
  metAt: number[],
  ht: number,
  htAt: number[],
  share: number,
];

describe("events look as published:", () => {
  // objects, jets, b-jets, leptons; mean and [5 %, median, 95 %] of MET and of the jets' HT; share with two same-sign or three leptons
  const expected = [
    ["tttt", "none", 9.5, 8.9, 2.41, 0.67, 88, [14, 68, 222], 829, [460, 792, 1318], 0.06],
    ["ttH", "none", 7.5, 7.1, 1.94, 0.39, 61, [10, 45, 160], 607, [318, 566, 1024], 0.011],
    ["ttW", "none", 7.1, 6.6, 1.31, 0.53, 75, [11, 55, 198], 556, [255, 519, 980], 0.033],
    ["ttWW", "none", 8.1, 7.4, 1.32, 0.7, 97, [14, 75, 257], 703, [332, 665, 1182], 0.07],
    ["ttZ", "none", 7.1, 6.6, 1.32, 0.46, 78, [11, 51, 224], 584, [265, 547, 1036], 0.02],
    ["ttbar", "none", 6.0, 5.6, 1.31, 0.38, 51, [9, 37, 140], 410, [176, 367, 809], 0],
    ["tttt", "multilepton", 9.5, 7.2, 2.42, 2.32, 109, [26, 94, 245], 623, [345, 592, 1037], 1],
    ["ttW", "multilepton", 6.8, 4.6, 1.23, 2.19, 106, [28, 92, 231], 348, [136, 318, 624], 1],
  ] satisfies ExpectedEvents[];

  test.each<ExpectedEvents>(
    expected,
  )("%s, selection %s", (process, selection, objects, jets, b, leptons, met, metAt, ht, htAt, share) => {
    const events = simulate(3000, { process, selection });
    expect(Math.abs(mean(events.map(({ objects }) => objects.length)) / objects - 1)).toBeLessThan(0.04);
    expect(Math.abs(mean(events.map(count(isJet))) / jets - 1)).toBeLessThan(0.04);
    expect(Math.abs(mean(events.map(count(({ type }) => type === B_JET))) - b)).toBeLessThan(0.15);
    expect(Math.abs(mean(events.map(count(isLepton))) - leptons)).toBeLessThan(0.06);
    expect(Math.abs(mean(events.map((event) => event.met)) / met - 1)).toBeLessThan(0.1);
    expect(Math.abs(mean(events.map(jetHt)) / ht - 1)).toBeLessThan(0.05);
    for (const [i, probability] of [0.05, 0.5, 0.95].entries()) {
      const found = [
        quantile(
          events.map((event) => event.met),
          probability,
        ),
        quantile(events.map(jetHt), probability),
      ];
      expect(Math.abs(found[0]! - metAt[i]!)).toBeLessThan(0.1 * metAt[i]! + 4);
      expect(Math.abs(found[1]! / htAt[i]! - 1)).toBeLessThan(0.1);
    }
    const passed = mean(events.map((event) => Number(passes(event, "multilepton"))));
    expect(Math.abs(passed - share)).toBeLessThan(0.01 + 3 * Math.sqrt((share * (1 - share)) / events.length));
  });

  test("a mixture of ttbar and tttt like a published sample of 100,000", () => {
    const events = [...simulate(2500, { process: "ttbar" }), ...simulate(500, { process: "tttt" })];
    const pts = (k: number) => events.flatMap(({ objects }) => objects[k]?.pT ?? []);
    const summary = (values: number[]) => [mean(values), ...[0.25, 0.5, 0.75].map((p) => quantile(values, p))];
    const close = (found: number[], wanted: number[], limit: number) =>
      found.forEach((value, i) => void expect(Math.abs(value / wanted[i]! - 1)).toBeLessThan(limit));
    close(summary(pts(0)), [154.6, 88.1, 119.7, 177.5], 0.08);
    close(summary(pts(1)), [107.8, 63.7, 86.4, 124.8], 0.08);
    close(summary(events.map(({ met }) => met)), [65.6, 24.7, 46.9, 85.4], 0.2);
    expect(mean(events.map(({ objects }) => Number(objects.length >= 2)))).toBeGreaterThan(0.995);
  });

  test("two jets back to back, for strong interactions alone", () => {
    const events = simulate(3000, { process: "qcd" });
    const hard = events.map(({ objects }) => objects.filter(isJet)).filter((jets) => jets.length >= 2);
    expect(hard.length).toBeGreaterThan(2900);
    expect(events.every((event) => count(isLepton)(event) === 0)).toBe(true);
    // density ~ pT^-6.8 above 150 GeV: half of the events are below 150 · 2^(1/5.8)
    const median = 150 * 2 ** (1 / 5.8);
    expect(
      Math.abs(
        quantile(
          hard.map(([first]) => first!.pT),
          0.5,
        ) /
          median -
          1,
      ),
    ).toBeLessThan(0.03);
    const ratio = hard.map(([first, second]) => second!.pT / first!.pT);
    expect(Math.abs(quantile(ratio, 0.5) - 0.85)).toBeLessThan(0.03);
    const turn = hard.map(([a, b]) => Math.acos(Math.cos(a!.phi - b!.phi)));
    expect(Math.abs(quantile(turn, 0.5) - 3.02)).toBeLessThan(0.03);
    expect(Math.abs(mean(events.map((event) => event.met / Math.sqrt(jetHt(event)))) - 0.9)).toBeLessThan(0.05);
    const jets = events.flatMap(({ objects }) => objects.filter(isJet));
    const tagged = mean(jets.map(({ type }) => Number(type === B_JET)));
    expect(tagged).toBeGreaterThan(0.015);
    expect(tagged).toBeLessThan(0.045);
  });
});

describe("momentum", () => {
  test("sums to zero across the beam where no neutrino flies away", () => {
    for (const name of ["tttt", "ttWW", "ttbar"] as const)
      for (let i = 0; i < 50; i++) {
        const stream = RandomStream.of(1, name, i);
        const { partons, leptons, photons, soft } = heavyEvent(
          processes[name],
          drawDecays(processes[name], stream, "hadronic"),
          stream,
        );
        expect(leptons).toEqual([]);
        const everything = [...partons.map(({ p }) => p), ...photons, soft];
        for (const axis of ["px", "py"] as const)
          expect(Math.abs(everything.reduce((sum, p) => sum + p[axis], 0))).toBeLessThan(1e-6);
      }
  });

  test("is missing where neutrinos take it: MET points against what is seen", () => {
    const events = simulate(2000, { process: "tttt", selection: "multilepton" });
    const imbalance = events.map(({ objects, met, metPhi }) => {
      const seen = (trig: (phi: number) => number) => objects.reduce((sum, { pT, phi }) => sum + pT * trig(phi), 0);
      return Math.hypot(met * Math.cos(metPhi) + seen(Math.cos), met * Math.sin(metPhi) + seen(Math.sin));
    });
    expect(quantile(imbalance, 0.5)).toBeLessThan(
      0.4 *
        quantile(
          events.map(({ met }) => met),
          0.5,
        ),
    );
    // |MET + Σ pT| of a full simulation: 3.6, 8.9, 15.1, 22.8, 36.3 at 5, 25, 50, 75, 95 %, for far fewer soft jets
    expect(quantile(imbalance, 0.5)).toBeGreaterThan(10);
    expect(quantile(imbalance, 0.5)).toBeLessThan(45);
  });

  test("is never more than the energy", () => {
    for (const { objects } of simulate(500, { process: "ttH" }))
      for (const { E, pT, eta } of objects) expect(E).toBeGreaterThan(pT * Math.cosh(eta) * (1 - 1e-9));
  });
});

describe("charge", () => {
  const shareOfPositive = (process: ProcessName, selection: "none" | "multilepton") => {
    const leptons = simulate(3000, { process, selection }).flatMap(({ objects }) => objects.filter(isLepton));
    const positive = leptons.filter(({ type }) => type === E_PLUS || type === MU_PLUS).length;
    return { share: positive / leptons.length, error: 0.5 / Math.sqrt(leptons.length) };
  };

  test("is balanced where tops come in pairs", () => {
    const { share, error } = shareOfPositive("tttt", "multilepton");
    expect(Math.abs(share - 0.5)).toBeLessThan(3 * error);
  });

  test("is positive more often with a single W, since protons have more up than down quarks", () => {
    const { share, error } = shareOfPositive("ttW", "multilepton");
    expect(share).toBeGreaterThan(0.5 + 5 * error);
  });
});

describe("directions", () => {
  const events = simulate(3000, { process: "ttW" });

  test("are the same all around the beam, for objects and for MET", () => {
    const phis = events.flatMap(({ objects }) => objects.map(({ phi }) => phi));
    for (const angles of [phis, events.map(({ metPhi }) => metPhi)])
      expect(ksUniform(angles, -Math.PI, Math.PI)).toBeLessThan(1.6 / Math.sqrt(angles.length));
  });

  test("have no preferred side of the detector", () => {
    const etas = events.flatMap(({ objects }) => objects.map(({ eta }) => eta));
    expect(Math.abs(mean(etas))).toBeLessThan(0.03);
    expect(Math.max(...etas.map(Math.abs))).toBeLessThan(4.9);
  });
});

test("objects come as in the files: jets by falling pT, electrons, muons, photons, at most 18, above threshold", () => {
  const rank = (type: number) => [0, 0, 0, 1, 1, 2, 2, 3][type]!;
  for (const { objects } of simulate(500, { process: "tttt" })) {
    expect(objects.length).toBeLessThanOrEqual(18);
    for (const [i, object] of objects.entries()) {
      expect(object.pT).toBeGreaterThan(rank(object.type) === 0 ? 23 : 10);
      const next = objects[i + 1];
      if (next === undefined) continue;
      expect(rank(next.type)).toBeGreaterThanOrEqual(rank(object.type));
      if (rank(next.type) === rank(object.type)) expect(next.pT).toBeLessThanOrEqual(object.pT);
    }
  }
});

test("the softest jets go where there are more objects than room", () => {
  const wish = { process: "tttt", seed: 3, index: 0 } as const;
  const all = simulateEvent(wish).objects;
  const few = simulateEvent({ ...wish, mostObjects: 5 }).objects;
  const others = all.filter((object) => !isJet(object)).length;
  expect(few).toEqual([...all.filter(isJet).slice(0, 5 - others), ...all.filter((object) => !isJet(object))]);
  expect(all.some(({ type }) => type === JET)).toBe(true);
});

test("radiated jets are heavy with the pT a tail of power 1.7 has", () => {
  const stream = RandomStream.of(2);
  const pts = Array.from({ length: 2000 }, () =>
    heavyEvent(processes.tttt, [], stream).partons.map(({ p }) => ptOf(p)),
  ).flat();
  expect(Math.abs(quantile(pts, 0.5) / (20 * 2 ** (1 / 1.7)) - 1)).toBeLessThan(0.03);
  expect(Math.max(...pts)).toBeLessThanOrEqual(500 + 1e-9);
});
