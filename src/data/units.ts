/** @file The units an event file may have E, pT and MET in; angles are always radians. */

/** `logMeV`: natural logarithms of MeV, as in the released four-top files; padding is 0 there too. */
export const UNITS = ["GeV", "MeV", "logMeV"] as const;
export type EnergyUnit = (typeof UNITS)[number];

/** What a logarithm of MeV is more than one of GeV. */
export const LOG_MEV_PER_GEV = Math.log(1000);

/** Above this natural logarithm of MeV a float32 cannot hold the energy: the number was no logarithm. */
export const LARGEST_LOG_MEV = 88;

/** @param value as it stands in the file, of a real object: a logarithm where that is the unit */
export function toGeV(value: number, unit: EnergyUnit): number {
  switch (unit) {
    case "GeV":
      return value;
    case "MeV":
      return value / 1000;
    case "logMeV":
      return Math.exp(value - LOG_MEV_PER_GEV);
  }
}

/** Natural logarithm of the energy in GeV; does not leave the logarithm where the file holds one. */
export function toLogGeV(value: number, unit: EnergyUnit): number {
  switch (unit) {
    case "GeV":
      return Math.log(value);
    case "MeV":
      return Math.log(value) - LOG_MEV_PER_GEV;
    case "logMeV":
      return value - LOG_MEV_PER_GEV;
  }
}

/** The way back of `toGeV`: 0 GeV has no logarithm, and is -Infinity. */
export function fromGeV(valueGeV: number, unit: EnergyUnit): number {
  switch (unit) {
    case "GeV":
      return valueGeV;
    case "MeV":
      return valueGeV * 1000;
    case "logMeV":
      return Math.log(valueGeV) + LOG_MEV_PER_GEV;
  }
}

/** The same direction as a float32 in [-π, π), both ends as float32 has them. */
export function wrapPhi(phiRad: number): number {
  const turned = Math.fround(phiRad - 2 * Math.PI * Math.floor((phiRad + Math.PI) / (2 * Math.PI)));
  return turned >= PI_FLOAT32 || turned < -PI_FLOAT32 ? -PI_FLOAT32 : turned;
}
const PI_FLOAT32 = Math.fround(Math.PI);
