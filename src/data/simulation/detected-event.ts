/** @file What a detector gives: objects, missing transverse momentum, and whether a selection keeps them. */
import { OBJECT_TYPES } from "../event-batch.ts";
import { etaOf, type FourVector, phiOf, ptOf } from "./four-vector.ts";

export interface DetectedObject {
  /** Index into `OBJECT_TYPES`. */
  readonly type: number;
  /** GeV */
  readonly E: number;
  readonly pT: number;
  readonly eta: number;
  readonly phi: number;
}

export interface DetectedEvent {
  /** Jets by falling pT, then electrons, muons, photons, each by falling pT. */
  readonly objects: readonly DetectedObject[];
  /** GeV */
  readonly met: number;
  readonly metPhi: number;
}

export type ObjectName = Exclude<(typeof OBJECT_TYPES)[number], "padding">;

export function detected(name: ObjectName, p: FourVector): DetectedObject {
  return { type: OBJECT_TYPES.indexOf(name), E: p.E, pT: ptOf(p), eta: etaOf(p), phi: phiOf(p) };
}

const is = (...names: ObjectName[]) => {
  const types = names.map((name) => OBJECT_TYPES.indexOf(name));
  return ({ type }: DetectedObject) => types.includes(type);
};
export const isJet = is("jet", "b-jet");
const isElectron = is("e+", "e-");
const isMuon = is("mu+", "mu-");
const isPositive = is("e+", "mu+");
export const isLepton = is("e+", "e-", "mu+", "mu-");
const groups = [isJet, isElectron, isMuon, is("photon")];

/** In the order of the files; where there are too many, the softest jets go first. */
export function ordered(objects: readonly DetectedObject[], most: number): DetectedObject[] {
  const sorted = groups.map((isMember) => objects.filter(isMember).sort((a, b) => b.pT - a.pT));
  const others = sorted.slice(1).flat();
  return [...sorted[0]!.slice(0, Math.max(0, most - others.length)), ...others].slice(0, most);
}

/** What is kept; `multilepton` is exactly two leptons of the same charge, or three and more. */
export const SELECTIONS = ["none", "multilepton"] as const;
export type Selection = (typeof SELECTIONS)[number];

export function passes({ objects }: DetectedEvent, selection: Selection): boolean {
  if (selection === "none") return true;
  const leptons = objects.filter(isLepton);
  const plus = leptons.filter(isPositive).length;
  return leptons.length >= 3 || (leptons.length === 2 && plus !== 1);
}

/** Whether leptons like these can pass if the detector loses some: it never makes one or turns its charge. */
export function mayPass({ plus, minus }: { plus: number; minus: number }, selection: Selection): boolean {
  // three leptons always have two of the same charge
  return selection === "none" || Math.max(plus, minus) >= 2;
}
