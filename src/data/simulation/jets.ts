/** @file From quarks and gluons to jets: merging, smearing, mass and b-tag. */
import type { RandomStream } from "#utils/seed.ts";
import type { DetectorCard } from "./detector-card.ts";
import { FLAVOURS, type Parton } from "./final-state.ts";
import { add, deltaR2, etaOf, type FourVector, massOf, phiOf, ptOf, scale } from "./four-vector.ts";
import { erlang } from "./random-laws.ts";

/** The closest two merge until none are closer than `radius`; the heaviest flavour stays. */
export function mergePartons(partons: readonly Parton[], radius: number): Parton[] {
  const jets = partons.map((parton) => ({ ...parton, eta: etaOf(parton.p), phi: phiOf(parton.p) }));
  for (;;) {
    let closest = radius * radius;
    let pair: [number, number] | null = null;
    for (let i = 0; i < jets.length; i++)
      for (let j = i + 1; j < jets.length; j++) {
        const distance = deltaR2(jets[i]!.eta, jets[i]!.phi, jets[j]!.eta, jets[j]!.phi);
        if (distance < closest) [closest, pair] = [distance, [i, j]];
      }
    if (pair === null) return jets;
    const [a, b] = [jets[pair[0]]!, jets[pair[1]]!];
    const p = add(a.p, b.p);
    const flavour = FLAVOURS.indexOf(a.flavour) > FLAVOURS.indexOf(b.flavour) ? a.flavour : b.flavour;
    jets[pair[0]] = { p, flavour, eta: etaOf(p), phi: phiOf(p) };
    jets.splice(pair[1], 1);
  }
}

/** With the calorimeter's resolution; b-jets lose a little to neutrinos. */
export function smearJet({ p, flavour }: Parton, stream: RandomStream): FourVector {
  const resolution = Math.hypot(0.75 / Math.sqrt(p.E), 0.06);
  const response = Math.max(0.1, 1 + resolution * stream.normal());
  return scale(p, response * (flavour === "b" ? 0.97 : 1));
}

/** The same momentum with the mass a jet of many particles has, or that of what was merged if it is larger. */
export function withJetMass(p: FourVector, stream: RandomStream): FourVector {
  const mass = Math.max(massOf(p), ptOf(p) * erlang(stream, 6, 0.022));
  return { ...p, E: Math.sqrt(p.px * p.px + p.py * p.py + p.pz * p.pz + mass * mass) };
}

export function isAccepted(p: FourVector, card: DetectorCard): boolean {
  return ptOf(p) > card.smallestJetPt && Math.abs(etaOf(p)) < card.largestJetEta;
}

/** Tracks, and with them b-tags and electrons, end here. */
export const TRACKER_ETA = 2.5;
