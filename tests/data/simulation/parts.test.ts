/** @file The parts of the simulation, each on its own: kinematics, laws, decays, detector, selection. */
import { describe, expect, test } from "vitest";
import { RandomStream } from "#utils/seed.ts";
import { countLeptons, drawDecays } from "../../../src/data/simulation/decay-channels.ts";
import { decayHeavy } from "../../../src/data/simulation/decays.ts";
import { detected, mayPass, passes } from "../../../src/data/simulation/detected-event.ts";
import { detect } from "../../../src/data/simulation/detector.ts";
import { atlasCard, cmsCard } from "../../../src/data/simulation/detector-card.ts";
import type { FinalState } from "../../../src/data/simulation/final-state.ts";
import * as vectors from "../../../src/data/simulation/four-vector.ts";
import { heavyEvent } from "../../../src/data/simulation/heavy-event.ts";
import { FOUR_TOP_PROCESSES, simulateRows } from "../../../src/data/simulation/index.ts";
import { mergePartons } from "../../../src/data/simulation/jets.ts";
import { processes } from "../../../src/data/simulation/processes.ts";
import * as laws from "../../../src/data/simulation/random-laws.ts";
import { mean, quantile } from "./statistics.ts";

const { add, boost, decayInTwo, fromRapidity, massless, massOf } = vectors;
const many = (draw: (stream: RandomStream) => number, n = 20_000) => {
  const stream = RandomStream.of(11);
  return Array.from({ length: n }, () => draw(stream));
};
const deviation = (values: number[]) => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};
const empty = (): FinalState => ({ partons: [], leptons: [], photons: [], soft: { px: 0, py: 0 } });

describe("kinematics", () => {
  test("a boost keeps masses and takes what rests to its frame", () => {
    const frame = fromRapidity(60, -80, 1.2, 172.5);
    const p = massless(40, -0.7, 2);
    expect(massOf(boost(p, frame))).toBeLessThan(1e-3);
    const moved = boost({ px: 0, py: 0, pz: 0, E: 172.5 }, frame);
    for (const axis of ["px", "py", "pz", "E"] as const) expect(moved[axis]).toBeCloseTo(frame[axis], 8);
  });

  test("a decay keeps four-momentum and gives the masses asked for", () => {
    const top = fromRapidity(200, 30, -0.4, 172.5);
    const [w, b] = decayInTwo(top, 80.4, 4.7, RandomStream.of(1));
    expect(massOf(w)).toBeCloseTo(80.4, 6);
    expect(massOf(b)).toBeCloseTo(4.7, 5);
    const sum = add(w, b);
    for (const axis of ["px", "py", "pz", "E"] as const) expect(sum[axis]).toBeCloseTo(top[axis], 8);
  });

  test("decay directions are the same everywhere in the rest frame", () => {
    const resting = { px: 0, py: 0, pz: 0, E: 91.2 };
    const cosines = many((stream) => {
      const [p] = decayInTwo(resting, 0, 0, stream);
      return p.pz / p.E;
    });
    expect(Math.abs(mean(cosines))).toBeLessThan(0.02);
    expect(Math.abs(deviation(cosines) - 1 / Math.sqrt(3))).toBeLessThan(0.01);
  });
});

test("random numbers follow their laws", () => {
  const close = (found: number, wanted: number) =>
    expect(Math.abs(found - wanted)).toBeLessThan(0.03 * Math.abs(wanted) + 0.01);
  const check = (values: number[], expectedMean: number, expectedDeviation: number) => {
    close(mean(values), expectedMean);
    close(deviation(values), expectedDeviation);
  };
  check(
    many((s) => laws.exponential(s, 3)),
    3,
    3,
  );
  check(
    many((s) => laws.erlang(s, 6, 0.5)),
    3,
    0.5 * Math.sqrt(6),
  );
  check(
    many((s) => laws.poisson(s, 2.6)),
    2.6,
    Math.sqrt(2.6),
  );
  check(
    many((s) => laws.beta(s, 1.6, 2.6)),
    1.6 / 4.2,
    Math.sqrt((1.6 * 2.6) / (4.2 ** 2 * 5.2)),
  );
  close(
    quantile(
      many((s) => laws.powerLaw(s, 1.7, 20)),
      0.5,
    ),
    20 * 2 ** (1 / 1.7),
  );
  expect(Math.max(...many((s) => laws.powerLaw(s, 1.7, 20, 50)))).toBeLessThanOrEqual(50);
  const line = many((s) => laws.breitWigner(s, 80.4, 2.1, 10));
  expect(Math.max(...line.map((mass) => Math.abs(mass - 80.4)))).toBeLessThanOrEqual(10 + 1e-9);
  close(quantile(line, 0.75) - 80.4, (2.1 / 2) * 0.88); // a quarter of a cut line lies beyond 0.88 half widths
  close(
    quantile(
      many((s) =>
        laws.fromQuantiles(s, [
          [0, 0],
          [0.3, 2],
          [1, 9],
        ]),
      ),
      0.3,
    ),
    2,
  );
});

describe("decays", () => {
  test("W bosons go into quarks, electrons, muons and taus as often as measured", () => {
    const stream = RandomStream.of(4);
    const channels = Array.from({ length: 5000 }, () => drawDecays(processes.tttt, stream, "all")).flat();
    const share = (is: (kind: string) => boolean) =>
      mean(
        channels.map((decay) =>
          Number(decay.kind === "t" && is(decay.w.kind === "lepton" ? decay.w.flavour : decay.w.kind)),
        ),
      );
    expect(share((kind) => kind === "quarks")).toBeCloseTo(0.676, 1);
    for (const flavour of ["e", "mu", "tau"])
      expect(Math.abs(share((kind) => kind === flavour) - 0.108)).toBeLessThan(0.01);
  });

  test("two tops and a pair of W have no charge together", () => {
    const stream = RandomStream.of(5);
    for (const name of ["tttt", "ttWW", "ttbar"] as const)
      for (let i = 0; i < 20; i++) {
        const charges = drawDecays(processes[name], stream, "all").map((decay) =>
          "charge" in decay ? decay.charge : 0,
        );
        expect(charges.reduce<number>((sum, charge) => sum + charge, 0)).toBe(0);
      }
  });

  test("as many leptons fly as the channels say, with their charges", () => {
    for (const name of FOUR_TOP_PROCESSES)
      for (let i = 0; i < 200; i++) {
        const stream = RandomStream.of(6, name, i);
        const decays = drawDecays(processes[name], stream, "all");
        const { leptons } = heavyEvent(processes[name], decays, stream);
        const plus = leptons.filter(({ charge }) => charge === 1).length;
        expect({ plus, minus: leptons.length - plus }).toEqual(countLeptons(decays));
      }
  });

  test("a Higgs boson gives all its momentum to two W, two b-quarks or two gluons", () => {
    const p = fromRapidity(50, 20, 0.3, 125);
    for (const decay of [
      { kind: "H", into: "b-quarks" },
      { kind: "H", into: "gluons" },
      {
        kind: "H",
        into: "WW",
        onShell: 1,
        plus: { kind: "quarks", hasCharm: true },
        minus: { kind: "quarks", hasCharm: false },
      },
    ] as const) {
      const state = empty();
      decayHeavy(decay, p, state, RandomStream.of(7));
      const sum = state.partons.map((parton) => parton.p).reduce(add);
      for (const axis of ["px", "py", "pz", "E"] as const) expect(sum[axis]).toBeCloseTo(p[axis], 6);
    }
  });
});

describe("the detector", () => {
  test("merges what is close, heaviest flavour first, and keeps the momentum", () => {
    const partons = [
      { p: massless(50, 0, 3.1), flavour: "light" },
      { p: massless(30, 0.2, -3.1), flavour: "b" }, // 0.22 away, around the end of the circle
      { p: massless(20, 2, 0), flavour: "c" },
    ] as const;
    const jets = mergePartons(partons, 0.6);
    expect(jets.map(({ flavour }) => flavour)).toEqual(["b", "c"]);
    expect(jets[0]!.p).toEqual(add(partons[0].p, partons[1].p));
    expect(mergePartons(partons, 0.1)).toHaveLength(3);
  });

  test("sees the same when everything is turned around the beam", () => {
    const angle = 2.3;
    const turn = <P extends { px: number; py: number }>(p: P): P => ({
      ...p,
      px: p.px * Math.cos(angle) - p.py * Math.sin(angle),
      py: p.px * Math.sin(angle) + p.py * Math.cos(angle),
    });
    for (let i = 0; i < 50; i++) {
      const stream = RandomStream.of(8, i);
      const state = heavyEvent(processes.tttt, drawDecays(processes.tttt, stream, "all"), stream);
      const turned: FinalState = {
        partons: state.partons.map((parton) => ({ ...parton, p: turn(parton.p) })),
        leptons: state.leptons.map((lepton) => ({ ...lepton, p: turn(lepton.p) })),
        photons: state.photons.map(turn),
        soft: turn(state.soft),
      };
      const [a, b] = [state, turned].map((each) => detect(each, atlasCard, 18, RandomStream.of(9, i)).objects);
      expect(b!.map(({ type }) => type)).toEqual(a!.map(({ type }) => type));
      for (const [k, object] of a!.entries()) {
        expect(b![k]!.pT).toBeCloseTo(object.pT, 6);
        expect(b![k]!.eta).toBeCloseTo(object.eta, 6);
        expect(Math.cos(b![k]!.phi - object.phi)).toBeCloseTo(Math.cos(angle), 6);
      }
    }
  });

  test("misses a lepton inside a jet and one outside its acceptance", () => {
    const lepton = (pT: number, eta: number) => ({ p: massless(pT, eta, 0), flavour: "e", charge: -1 }) as const;
    const jet = { p: massless(200, 0, 0), flavour: "light" } as const;
    const found = (state: Partial<FinalState>) =>
      many(
        (stream) =>
          detect({ ...empty(), ...state }, atlasCard, 18, stream).objects.filter(({ type }) => type === 4).length,
        500,
      );
    expect(mean(found({ leptons: [lepton(30, 0)], partons: [jet] }))).toBe(0);
    expect(mean(found({ leptons: [lepton(30, 2.6)] }))).toBe(0);
    expect(mean(found({ leptons: [lepton(8, 0)] }))).toBe(0);
    expect(Math.abs(mean(found({ leptons: [lepton(30, 0)] })) - 0.95)).toBeLessThan(0.03);
    expect(Math.abs(mean(found({ leptons: [lepton(30, 2)] })) - 0.85)).toBeLessThan(0.05);
  });

  test("tags b-jets far more often than others", () => {
    for (const { tagProbability } of [atlasCard, cmsCard])
      for (const pT of [30, 100, 400]) {
        const [b, c, light] = (["b", "c", "light"] as const).map((flavour) => tagProbability(flavour, pT));
        expect(1).toBeGreaterThan(b!);
        expect(b!).toBeGreaterThan(2 * c!);
        expect(c!).toBeGreaterThan(light!);
      }
  });
});

describe("the selection", () => {
  const event = (...names: ("e+" | "e-" | "mu+" | "jet")[]) => ({
    objects: names.map((name) => detected(name, massless(50, 0, 0))),
    met: 0,
    metPhi: 0,
  });

  test("keeps two leptons of the same charge, and three", () => {
    expect(passes(event("e+", "mu+", "jet"), "multilepton")).toBe(true);
    expect(passes(event("e+", "e-", "mu+"), "multilepton")).toBe(true);
    expect(passes(event("e+", "e-"), "multilepton")).toBe(false);
    expect(passes(event("e+"), "multilepton")).toBe(false);
    expect(passes(event("jet"), "none")).toBe(true);
  });

  test("never loses an event by looking at the decay channels first", () => {
    let kept = 0;
    for (let i = 0; i < 3000; i++) {
      const stream = RandomStream.of(10, i);
      const decays = drawDecays(processes.ttWW, stream, "all");
      const isKept = passes(detect(heavyEvent(processes.ttWW, decays, stream), atlasCard, 18, stream), "multilepton");
      if (isKept) expect(mayPass(countLeptons(decays), "multilepton")).toBe(true);
      kept += Number(isKept);
    }
    expect(kept).toBeGreaterThan(100);
  });

  test("that no event passes is refused instead of waited for", () => {
    const wish = { seed: 1, processes: ["qcd"], selection: "multilepton", unit: "GeV", tokens: 18 } as const;
    expect(() => simulateRows(wish, 0, 1)).toThrow(expect.objectContaining({ code: "data/selection-never-passes" }));
  });
});

describe("rows", () => {
  const wish = { seed: 1, processes: FOUR_TOP_PROCESSES, selection: "multilepton", unit: "GeV", tokens: 18 } as const;

  test("do not depend on which others were made", () => {
    const all = simulateRows(wish, 0, 12);
    const part = simulateRows(wish, 5, 3);
    expect(part.rows).toEqual(all.rows.slice(5 * 92, 8 * 92));
    expect(part.labels).toEqual(all.labels.slice(5, 8));
    expect(simulateRows({ ...wish, seed: 2 }, 0, 12).rows).not.toEqual(all.rows);
  });

  test("hold every process about equally often, by its label", () => {
    const { labels } = simulateRows({ ...wish, selection: "none" }, 0, 2000);
    for (const label of [1, 2, 3, 4, 5])
      expect(Math.abs(mean([...labels].map((found) => Number(found === label))) - 0.2)).toBeLessThan(0.04);
  });

  test("say the same in every unit", () => {
    const [gev, mev, log] = (["GeV", "MeV", "logMeV"] as const).map(
      (unit) => simulateRows({ ...wish, unit }, 0, 3).rows,
    );
    for (const column of [18, 20, 21]) {
      expect(mev![column]! / gev![column]!).toBeCloseTo(1000, 2);
      expect(Math.exp(log![column]!) / mev![column]!).toBeCloseTo(1, 4);
    }
    expect([mev![19], log![19], log![91]]).toEqual([gev![19], gev![19], 0]);
  });

  test("of this version of the generator are these: others need another GENERATOR_VERSION", () => {
    const { rows, labels } = simulateRows(wish, 7, 1);
    expect([labels[0], ...rows.slice(0, 9)]).toEqual([3, 1, 2, 1, 1, 1, 1, 4, 6, 0]);
    const found = Array.from(rows.slice(18, 28), (value) => Number(value.toPrecision(5)));
    expect(found).toEqual([91.052, 0.050916, 1253.9, 124.47, -3.0006, 2.4016, 203.89, 101.15, -1.3237, -0.19319]);
  });
});
