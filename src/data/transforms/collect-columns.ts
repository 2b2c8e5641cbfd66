/** @file Gathers real particles and events into columns, padding left out; shared by every transform's inverse. */
import type { CollisionColumns } from "../event-batch.ts";

type OfToken = Record<"energyGeV" | "ptGeV" | "eta" | "phiRad", (token: number) => number>;
type OfEvent = Record<"metGeV" | "metPhiRad", (event: number) => number>;

/**
 * @param size number of events
 * @param ids `[batch, token]`, 0 is padding
 * @param read a physical quantity of one token (counted through the batch) or one event
 */
export function collectColumns(size: number, ids: Int32Array, read: OfToken & OfEvent): CollisionColumns {
  const tokensPerEvent = ids.length / size;
  const real: number[] = [];
  for (let token = 0; token < ids.length; token++) if (ids[token] !== 0) real.push(token);
  return {
    particles: {
      event: Int32Array.from(real, (token) => Math.floor(token / tokensPerEvent)),
      type: Int32Array.from(real, (token) => ids[token]!),
      energyGeV: Float32Array.from(real, read.energyGeV),
      ptGeV: Float32Array.from(real, read.ptGeV),
      eta: Float32Array.from(real, read.eta),
      phiRad: Float32Array.from(real, read.phiRad),
    },
    globals: {
      metGeV: Float32Array.from({ length: size }, (_, event) => read.metGeV(event)),
      metPhiRad: Float32Array.from({ length: size }, (_, event) => read.metPhiRad(event)),
    },
  };
}
