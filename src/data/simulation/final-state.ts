/** @file What flies into the detector: quarks and gluons, leptons, photons and soft recoil. Neutrinos are left out. */
import type { Charge, LeptonFlavour } from "./decay-channels.ts";
import type { FourVector } from "./four-vector.ts";

/** By how much it matters when jets merge: the heaviest quark gives a jet its flavour. */
export const FLAVOURS = ["light", "c", "b"] as const;
export type Flavour = (typeof FLAVOURS)[number];

export interface Parton {
  readonly p: FourVector;
  readonly flavour: Flavour;
}

export interface TrueLepton {
  readonly p: FourVector;
  readonly flavour: LeptonFlavour;
  readonly charge: Charge;
}

export interface FinalState {
  readonly partons: Parton[];
  readonly leptons: TrueLepton[];
  readonly photons: FourVector[];
  /** Transverse momentum of everything too soft to be an object. */
  readonly soft: { readonly px: number; readonly py: number };
}
