/** @file Four-momenta: GeV, radians, the beam along z. */
import type { RandomStream } from "#utils/seed.ts";

export interface FourVector {
  readonly px: number;
  readonly py: number;
  readonly pz: number;
  readonly E: number;
}

export function add(a: FourVector, b: FourVector): FourVector {
  return { px: a.px + b.px, py: a.py + b.py, pz: a.pz + b.pz, E: a.E + b.E };
}

/** All three components and the energy times the same number. */
export function scale(p: FourVector, factor: number): FourVector {
  return { px: p.px * factor, py: p.py * factor, pz: p.pz * factor, E: p.E * factor };
}

/** A massless particle from what a detector measures. */
export function massless(pT: number, eta: number, phi: number): FourVector {
  return { px: pT * Math.cos(phi), py: pT * Math.sin(phi), pz: pT * Math.sinh(eta), E: pT * Math.cosh(eta) };
}

/** A massive particle from its transverse momentum and rapidity. */
export function fromRapidity(px: number, py: number, rapidity: number, mass: number): FourVector {
  const transverseMass = Math.sqrt(mass * mass + px * px + py * py);
  return { px, py, pz: transverseMass * Math.sinh(rapidity), E: transverseMass * Math.cosh(rapidity) };
}

export function ptOf({ px, py }: FourVector): number {
  return Math.sqrt(px * px + py * py);
}

export function etaOf(p: FourVector): number {
  return Math.asinh(p.pz / ptOf(p));
}

/** In [-π, π]. */
export function phiOf({ px, py }: FourVector): number {
  return Math.atan2(py, px);
}

/** Invariant mass; rounding below zero gives zero. */
export function massOf({ px, py, pz, E }: FourVector): number {
  return Math.sqrt(Math.max(0, E * E - px * px - py * py - pz * pz));
}

/** ΔR² = Δη² + Δφ², φ around the circle. */
export function deltaR2(etaA: number, phiA: number, etaB: number, phiB: number): number {
  const turn = Math.abs(phiA - phiB);
  const deltaPhi = Math.min(turn, 2 * Math.PI - turn);
  return (etaA - etaB) ** 2 + deltaPhi * deltaPhi;
}

/** From the rest frame of `frame` into the frame `frame` is given in. */
export function boost(p: FourVector, frame: FourVector): FourVector {
  const mass = massOf(frame);
  const along = (p.px * frame.px + p.py * frame.py + p.pz * frame.pz) / mass;
  const factor = p.E / mass + along / (frame.E + mass);
  return {
    px: p.px + factor * frame.px,
    py: p.py + factor * frame.py,
    pz: p.pz + factor * frame.pz,
    E: (p.E * frame.E) / mass + along,
  };
}

/** Decays into two particles of the given masses, in any direction of the rest frame alike. */
export function decayInTwo(
  parent: FourVector,
  massA: number,
  massB: number,
  stream: RandomStream,
): [FourVector, FourVector] {
  const mass = massOf(parent);
  const energyA = (mass * mass + massA * massA - massB * massB) / (2 * mass);
  const momentum = Math.sqrt(Math.max(0, energyA * energyA - massA * massA));
  const cosTheta = 2 * stream.uniform() - 1;
  const across = momentum * Math.sqrt(1 - cosTheta * cosTheta);
  const phi = 2 * Math.PI * stream.uniform();
  const [px, py, pz] = [across * Math.cos(phi), across * Math.sin(phi), momentum * cosTheta];
  return [boost({ px, py, pz, E: energyA }, parent), boost({ px: -px, py: -py, pz: -pz, E: mass - energyA }, parent)];
}
