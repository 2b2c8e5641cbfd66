/** @file What a detector makes of a final state: jets, isolated leptons, photons, and what is missing. */
import type { RandomStream } from "#utils/seed.ts";
import { type DetectedEvent, type DetectedObject, detected, type ObjectName, ordered } from "./detected-event.ts";
import type { DetectorCard } from "./detector-card.ts";
import type { FinalState, TrueLepton } from "./final-state.ts";
import { deltaR2, etaOf, type FourVector, phiOf, ptOf, scale } from "./four-vector.ts";
import { isAccepted, mergePartons, smearJet, TRACKER_ETA, withJetMass } from "./jets.ts";

/** Nothing is measured beyond this |η|. */
const LARGEST_ETA = 4.9;
const LEPTON_ETA = { e: TRACKER_ETA, mu: 2.7 } as const;

/** @param most objects to keep */
export function detect(state: FinalState, card: DetectorCard, most: number, stream: RandomStream): DetectedEvent {
  const jets = mergePartons(state.partons, card.jetRadius).map((jet) => ({ jet, p: smearJet(jet, stream) }));
  const leptons = state.leptons.map((lepton) => ({ ...lepton, p: scale(lepton.p, 1 + 0.015 * stream.normal()) }));

  // whatever is too soft or not identified still leaves its energy
  const visible = [...jets, ...leptons].map(({ p }) => p).filter((p) => Math.abs(etaOf(p)) < LARGEST_ETA);
  const missing = (axis: "px" | "py") =>
    16 * stream.normal() - [...visible, ...state.photons, state.soft].reduce((sum, p) => sum + p[axis], 0);
  const met = { px: missing("px"), py: missing("py") };

  const objects: DetectedObject[] = [];
  for (const { jet, p } of jets) {
    if (!isAccepted(p, card)) continue;
    const isTagged = Math.abs(etaOf(p)) < TRACKER_ETA && stream.uniform() < card.tagProbability(jet.flavour, ptOf(p));
    objects.push(detected(isTagged ? "b-jet" : "jet", withJetMass(p, stream)));
  }
  const accepted = objects.slice();
  for (const lepton of leptons)
    if (isIdentified(lepton, stream) && isIsolated(lepton.p, accepted))
      objects.push(detected(nameOf(lepton), lepton.p));
  for (const p of state.photons) objects.push(detected("photon", p));

  return { objects: ordered(objects, most), met: Math.hypot(met.px, met.py), metPhi: Math.atan2(met.py, met.px) };
}

function isIdentified({ p, flavour }: TrueLepton, stream: RandomStream): boolean {
  const eta = Math.abs(etaOf(p));
  const efficiency = eta < 1.5 ? 0.95 : 0.85;
  return ptOf(p) > 10 && eta < LEPTON_ETA[flavour] && stream.uniform() < efficiency;
}

function isIsolated(p: FourVector, jets: readonly DetectedObject[]): boolean {
  return jets.every((jet) => deltaR2(jet.eta, jet.phi, etaOf(p), phiOf(p)) > 0.5 ** 2);
}

function nameOf({ flavour, charge }: TrueLepton): ObjectName {
  return `${flavour}${charge === 1 ? "+" : "-"}`;
}
