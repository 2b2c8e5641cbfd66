/** @file Gives the decay products of heavy particles their momenta. */
import type { RandomStream } from "#utils/seed.ts";
import type { Charge, HeavyDecay, TauChannel, WChannel } from "./decay-channels.ts";
import type { FinalState, Flavour } from "./final-state.ts";
import { decayInTwo, type FourVector, massOf, scale } from "./four-vector.ts";
import { breitWigner, uniform } from "./random-laws.ts";

/** GeV */
const MASS = { t: 172.5, W: 80.4, Z: 91.2, H: 125, b: 4.7, tau: 1.777 } as const;

export function massOfHeavy(kind: HeavyDecay["kind"], stream: RandomStream): number {
  return kind === "W" ? massOfW(stream) : MASS[kind];
}

function massOfW(stream: RandomStream): number {
  return breitWigner(stream, MASS.W, 2.1, 10);
}

/** Adds what a heavy particle decays into, down to quarks and leptons, to `state`. */
export function decayHeavy(decay: HeavyDecay, p: FourVector, state: FinalState, stream: RandomStream): void {
  if (decay.kind === "t" || decay.kind === "W") {
    let w = p;
    if (decay.kind === "t") {
      const [boson, b] = decayInTwo(p, massOfW(stream), MASS.b, stream);
      state.partons.push({ p: b, flavour: "b" });
      w = boson;
    }
    decayW(decay.w, decay.charge, w, state, stream);
  } else if (decay.into === "b-quarks") {
    addPair(p, MASS.b, ["b", "b"], state, stream);
  } else if (decay.into === "quarks" || decay.into === "gluons") {
    addPair(p, 0, ["light", "light"], state, stream);
  } else if (decay.into === "e" || decay.into === "mu") {
    const [plus, minus] = decayInTwo(p, 0, 0, stream);
    state.leptons.push({ p: plus, flavour: decay.into, charge: 1 }, { p: minus, flavour: decay.into, charge: -1 });
  } else if (decay.into === "taus") {
    const [plus, minus] = decayInTwo(p, MASS.tau, MASS.tau, stream);
    addTau(decay.plus, 1, plus, state);
    addTau(decay.minus, -1, minus, state);
  } else if (decay.into === "WW") {
    const [near, far] = massesOfWW(massOf(p), stream);
    const [massOfPlus, massOfMinus] = decay.onShell === 1 ? [near, far] : [far, near];
    const [plus, minus] = decayInTwo(p, massOfPlus, massOfMinus, stream);
    decayW(decay.plus, 1, plus, state, stream);
    decayW(decay.minus, -1, minus, state, stream);
  } else decay.into satisfies "neutrinos";
}

function decayW(channel: WChannel, charge: Charge, p: FourVector, state: FinalState, stream: RandomStream): void {
  if (channel.kind === "quarks") {
    addPair(p, 0, channel.hasCharm ? ["c", "light"] : ["light", "light"], state, stream);
    return;
  }
  const [lepton] = decayInTwo(p, channel.kind === "tau" ? MASS.tau : 0, 0, stream);
  if (channel.kind === "tau") addTau(channel.tau, charge, lepton, state);
  else state.leptons.push({ p: lepton, flavour: channel.flavour, charge });
}

/** A tau flies so fast that what is seen of it keeps its direction. */
function addTau(channel: TauChannel, charge: Charge, tau: FourVector, state: FinalState): void {
  const p = scale(tau, channel.share);
  if (channel.kind === "lepton") state.leptons.push({ p, flavour: channel.flavour, charge });
  else state.partons.push({ p, flavour: "light" });
}

/** A Higgs boson is too light for two W of full mass: one is far off its line. */
function massesOfWW(mass: number, stream: RandomStream): [near: number, far: number] {
  for (;;) {
    const [near, far] = [massOfW(stream), uniform(stream, 15, 44)];
    if (near + far < mass) return [near, far];
  }
}

function addPair(
  p: FourVector,
  mass: number,
  [first, second]: readonly [Flavour, Flavour],
  state: FinalState,
  stream: RandomStream,
): void {
  const [a, b] = decayInTwo(p, mass, mass, stream);
  state.partons.push({ p: a, flavour: first }, { p: b, flavour: second });
}
