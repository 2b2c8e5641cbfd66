/** @file Values of an axis ↔ places in its frame. */
import type { Axis } from "#figures";

export interface Scale {
  /** From 0 at the lower end of the axis to 1 at its upper. */
  readonly shareOf: (value: number) => number;
  readonly valueAt: (share: number) => number;
}

export function scaleOf({ domain: [low, high], scale = "linear" }: Pick<Axis, "domain" | "scale">): Scale {
  if (scale === "linear") {
    return { shareOf: (value) => (value - low) / (high - low), valueAt: (share) => low + share * (high - low) };
  }
  const [from, length] = [Math.log(low), Math.log(high / low)];
  return {
    shareOf: (value) => (value > 0 ? (Math.log(value) - from) / length : -1), // nothing else has a place: below the frame
    valueAt: (share) => Math.exp(from + share * length),
  };
}
