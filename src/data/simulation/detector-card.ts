/** @file What a detector does to jets: two sets of numbers, as in the Delphes cards of the published samples. */
import type { Flavour } from "./final-state.ts";

export interface DetectorCard {
  /** Partons closer than this merge into one jet. */
  readonly jetRadius: number;
  readonly smallestJetPt: number;
  readonly largestJetEta: number;
  /** Probability that a jet of this flavour is tagged as a b-jet, inside the tracker. */
  readonly tagProbability: (flavour: Flavour, pT: number) => number;
}

/** The acceptance of the Dark Machines samples (arXiv:2105.14027), an ATLAS-like card. */
export const atlasCard: DetectorCard = {
  jetRadius: 0.6,
  smallestJetPt: 23,
  largestJetEta: 4.9,
  tagProbability(flavour, pT) {
    switch (flavour) {
      case "b":
        return (0.8 * Math.tanh(0.003 * pT) * 30) / (1 + 0.086 * pT);
      case "c":
        return (0.2 * Math.tanh(0.02 * pT)) / (1 + 0.0034 * pT);
      case "light":
        return 0.002 + 7.3e-6 * pT;
    }
  },
};

/** A CMS-like card, as used for published samples of hadronic top pairs (arXiv:2106.03898). */
export const cmsCard: DetectorCard = {
  jetRadius: 0.5,
  smallestJetPt: 23.5,
  largestJetEta: 4.9,
  tagProbability(flavour, pT) {
    switch (flavour) {
      case "b":
        return (0.85 * Math.tanh(0.0025 * pT) * 25) / (1 + 0.063 * pT);
      case "c":
        return (0.25 * Math.tanh(0.018 * pT)) / (1 + 0.0013 * pT);
      case "light":
        return 0.01 + 3.8e-5 * pT;
    }
  },
};
