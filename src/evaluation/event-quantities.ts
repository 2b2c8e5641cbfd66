/** @file What a physicist computes from the objects of an event: sums and invariant masses. */
import type { CollisionColumns } from "#data";

/** One entry an event; NaN where an event has too few jets. */
export interface EventQuantities {
  /** Scalar sum of the pT of all objects. */
  readonly htGeV: Float64Array;
  /** Invariant mass of the two jets of highest true pT. */
  readonly leadingPairMassGeV: Float64Array;
  /** Of the three. */
  readonly leadingTripleMassGeV: Float64Array;
}

/** Ids of jets and b-jets. */
export const JETS: ReadonlySet<number> = new Set([1, 2]);

/** `[particle]`, invariant mass in GeV; 0 where rounding or a reconstruction left less energy than momentum. */
export function massesGeV({ energyGeV, ptGeV, eta }: CollisionColumns["particles"]): Float64Array {
  return Float64Array.from(energyGeV, (energy, i) => {
    const momentum = ptGeV[i]! * Math.cosh(eta[i]!);
    return Math.sqrt(Math.max(0, (energy - momentum) * (energy + momentum)));
  });
}

/**
 * @param leading says which objects are the leading ones: the true event, so that truth and reconstruction are compared
 *   in the same jets
 */
export function eventQuantities(events: CollisionColumns, leading: CollisionColumns = events): EventQuantities {
  const { energyGeV, ptGeV, eta, phiRad, event } = events.particles;
  const count = events.globals.metGeV.length;
  const htGeV = new Float64Array(count);
  const jets: number[][] = Array.from({ length: count }, () => []);
  for (let i = 0; i < event.length; i++) {
    htGeV[event[i]!]! += ptGeV[i]!;
    if (JETS.has(leading.particles.type[i]!)) jets[event[i]!]!.push(i);
  }
  const massOf = (objects: readonly number[]) => {
    let [e, x, y, z] = [0, 0, 0, 0];
    for (const i of objects) {
      e += energyGeV[i]!;
      x += ptGeV[i]! * Math.cos(phiRad[i]!);
      y += ptGeV[i]! * Math.sin(phiRad[i]!);
      z += ptGeV[i]! * Math.sinh(eta[i]!);
    }
    // a reconstruction may have less energy than momentum; its mass is then taken as 0
    return Math.sqrt(Math.max(0, e * e - x * x - y * y - z * z));
  };
  const massOfLeading = (number: number) =>
    Float64Array.from(jets, (own) => {
      const byPt = own.toSorted((a, b) => leading.particles.ptGeV[b]! - leading.particles.ptGeV[a]!);
      return own.length < number ? Number.NaN : massOf(byPt.slice(0, number));
    });
  return { htGeV, leadingPairMassGeV: massOfLeading(2), leadingTripleMassGeV: massOfLeading(3) };
}
