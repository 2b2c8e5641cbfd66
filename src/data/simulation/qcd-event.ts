/**
 * @file Two hard jets back to back, as strong interactions make them by far most often: a background without leptons.
 * Shapes are those measured in CMS open data of 2010, so they hold after the detector and are not smeared again.
 */
import type { RandomStream } from "#utils/seed.ts";
import { type DetectedEvent, detected, ordered } from "./detected-event.ts";
import type { DetectorCard } from "./detector-card.ts";
import type { Parton } from "./final-state.ts";
import { etaOf, massless, ptOf } from "./four-vector.ts";
import { photons, radiatedJet } from "./heavy-event.ts";
import { isAccepted, mergePartons, TRACKER_ETA, withJetMass } from "./jets.ts";
import type { Process } from "./processes.ts";
import { fromQuantiles, poisson, powerLaw } from "./random-laws.ts";

/** At 5, 25, 50, 75 and 95 %; the ends are a straight continuation. */
const RATIO_OF_PT = [
  [0, 0.5],
  [0.05, 0.59],
  [0.25, 0.75],
  [0.5, 0.85],
  [0.75, 0.93],
  [0.95, 0.99],
  [1, 1],
] as const;
const ANGLE_BETWEEN = [
  [0, 2.4],
  [0.05, 2.6],
  [0.25, 2.9],
  [0.5, 3.02],
  [0.75, 3.09],
  [0.95, 3.13],
  [1, Math.PI],
] as const;
const ETA = [
  [0, -3.5],
  [0.05, -2.44],
  [0.25, -1.06],
  [0.5, -0.04],
  [0.75, 1],
  [0.95, 2.41],
  [1, 3.5],
] as const;

export function qcdEvent(
  { extraJets }: Process,
  card: DetectorCard,
  most: number,
  stream: RandomStream,
): DetectedEvent {
  const leadingPt = powerLaw(stream, 5.8, 150, 3500);
  const secondPt = leadingPt * fromQuantiles(stream, RATIO_OF_PT);
  const phi = 2 * Math.PI * stream.uniform();
  const turn = fromQuantiles(stream, ANGLE_BETWEEN) * (stream.uniform() < 0.5 ? 1 : -1);
  const partons: Parton[] = [
    massless(leadingPt, fromQuantiles(stream, ETA), phi),
    massless(secondPt, fromQuantiles(stream, ETA), phi + turn),
    // radiation softer than what radiates
    ...Array.from({ length: poisson(stream, extraJets) }, () => radiatedJet(stream, secondPt)),
  ].map((p) => ({ p, flavour: "light" }));

  const jets = mergePartons(partons, card.jetRadius)
    .map(({ p }) => withJetMass(p, stream))
    .filter((p) => isAccepted(p, card));
  const objects = jets.map((p) => {
    const isTagged = Math.abs(etaOf(p)) < TRACKER_ETA && stream.uniform() < taggedShare(ptOf(p));
    return detected(isTagged ? "b-jet" : "jet", p);
  });

  // no neutrinos: what is missing is resolution, two normal components whose length has the mean 0.9 √HT
  const spread = 0.9 * Math.sqrt(2 / Math.PI) * Math.sqrt(jets.reduce((sum, p) => sum + ptOf(p), 0));
  const [px, py] = [spread * stream.normal(), spread * stream.normal()];
  const others = photons(stream).map((p) => detected("photon", p));
  return { objects: ordered([...objects, ...others], most), met: Math.hypot(px, py), metPhi: Math.atan2(py, px) };
}

/** Share of jets tagged as b-jets where no flavour is known, by pT. */
function taggedShare(pT: number): number {
  if (pT < 50) return 0.024;
  if (pT < 100) return 0.041;
  return pT < 300 ? 0.037 : 0.032;
}
