/**
 * @file Collisions that make heavy particles: their momenta, the jets they recoil against, and their decays.
 * Everything starts from momenta that sum to zero across the beam, so MET is what neutrinos and the detector take away.
 */
import type { RandomStream } from "#utils/seed.ts";
import type { HeavyDecay } from "./decay-channels.ts";
import { decayHeavy, massOfHeavy } from "./decays.ts";
import type { FinalState } from "./final-state.ts";
import { fromRapidity, massless } from "./four-vector.ts";
import type { Process } from "./processes.ts";
import { erlang, exponential, normalWithin, poisson, powerLaw } from "./random-laws.ts";

export function heavyEvent(
  { ptScale, extraJets }: Process,
  decays: readonly HeavyDecay[],
  stream: RandomStream,
): FinalState {
  const state: FinalState = {
    partons: Array.from({ length: poisson(stream, extraJets) }, () => ({ p: radiatedJet(stream), flavour: "light" })),
    leptons: [],
    photons: photons(stream),
    soft: { px: 12 * stream.normal(), py: 12 * stream.normal() },
  };
  const recoil = [...state.partons.map(({ p }) => p), ...state.photons, state.soft];
  const share = (axis: "px" | "py") => recoil.reduce((sum, p) => sum + p[axis], 0) / decays.length;
  const [recoilX, recoilY] = [share("px"), share("py")];
  const transverse = balancedMomenta(decays.length, ptScale, stream);
  const rapidity = 0.7 * stream.normal();
  for (const [i, decay] of decays.entries()) {
    const [px, py] = [transverse[i]![0] - recoilX, transverse[i]![1] - recoilY];
    const mass = massOfHeavy(decay.kind, stream);
    decayHeavy(decay, fromRapidity(px, py, rapidity + 0.95 * stream.normal(), mass), state, stream);
  }
  return state;
}

/** Transverse momenta of n particles, Gamma(2) with a tail, that sum to zero. */
function balancedMomenta(n: number, ptScale: number, stream: RandomStream): [number, number][] {
  const draw = (): [number, number] => {
    const pT = erlang(stream, 2, ptScale) * (stream.uniform() < 0.1 ? 1.7 : 1);
    const phi = 2 * Math.PI * stream.uniform();
    return [pT * Math.cos(phi), pT * Math.sin(phi)];
  };
  if (n === 2) {
    const [px, py] = draw();
    return [
      [px, py],
      [-px, -py],
    ];
  }
  const drawn = Array.from({ length: n }, draw);
  const mean = [0, 1].map((axis) => drawn.reduce((sum, p) => sum + p[axis]!, 0) / n);
  // the factor gives back the variance that subtracting the mean takes
  const stretch = Math.sqrt(n / (n - 1));
  return drawn.map(([px, py]) => [stretch * (px - mean[0]!), stretch * (py - mean[1]!)]);
}

/** A jet of radiation. */
export function radiatedJet(stream: RandomStream, largestPt = 500) {
  const pT = Math.min(powerLaw(stream, 1.7, 20), largestPt);
  return massless(pT, normalWithin(stream, 2.1, 4.9), 2 * Math.PI * stream.uniform());
}

/** Few events have one: real four-top rows have hardly any. */
export function photons(stream: RandomStream) {
  return Array.from({ length: poisson(stream, 0.03) }, () =>
    massless(10 + exponential(stream, 25), normalWithin(stream, 1.3, 2.5), 2 * Math.PI * stream.uniform()),
  );
}
