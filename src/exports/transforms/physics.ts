/** @file The right transform inside a graph: logarithms, angles as points on the circle, padding left out. */
import { type EnergyUnit, LOG_MEV_PER_GEV, type TransformDescription, toGeV } from "#data";
import type { Tensor } from "#engine";
import { angleBetween, column, joined, relativeDistance, row, wrapped } from "./columns.ts";
import type { TracedTransform } from "./traced-transform.ts";

/** What a MET of nothing is in a file of logarithms of MeV, where padding is 0 as well. */
export const SMALLEST_MET_GEV = 1e-3;

export function tracedPhysics({ unit, mean, std, global_mean, global_std }: TransformDescription): TracedTransform {
  const energyDistance = (actual: number, expected: number, deviation: number, size: number) => {
    const log = (value: number) => (unit === "logMeV" ? value : Math.log(value));
    return relativeDistance(log(actual) / deviation, log(expected) / deviation, size);
  };
  const metDistance = (actual: number, expected: number, size: number) => {
    const log = (value: number) => Math.log1p(toGeV(value, unit)) / global_std[0]!;
    return relativeDistance(log(actual), log(expected), size);
  };
  const angleDistance = (actual: number, expected: number, sine: number, cosine: number) =>
    angleBetween(actual, expected) * Math.min(1, Math.hypot(sine, cosine));

  return {
    toEvents({ particles, types, globals }) {
      const isReal = types.equal(0).where(0, 1).greater(0.5);
      const realColumn = isReal.reshape([...types.shape, 1]);
      // anything that has a logarithm, in the place of padding
      const [energy, pt] = [0, 1].map((i) => toLogGeV(realColumn.where(column(particles, i), 1), unit));
      const phi = column(particles, 3);
      const features = joined([energy!, pt!, column(particles, 2), phi.sin(), phi.cos()]);
      const metPhi = column(globals, 1);
      const met = toEnergyGeV(column(globals, 0), unit).add(1).log();
      return {
        tokens: realColumn.where(features.sub(row(mean)).div(row(std)), 0),
        ids: types,
        mask: isReal.where(1, 0),
        globals: joined([met, metPhi.sin(), metPhi.cos()]).sub(row(global_mean)).div(row(global_std)),
      };
    },

    toParticles(tokens) {
      const features = tokens.mul(row(std)).add(row(mean));
      const [logE, logPt, eta, sine, cosine] = [0, 1, 2, 3, 4].map((i) => column(features, i)) as Columns;
      return joined([fromLogGeV(logE, unit), fromLogGeV(logPt, unit), eta, wrapped(sine.atan2(cosine))]);
    },

    toGlobals(globals) {
      const features = globals.mul(row(global_std)).add(row(global_mean));
      const metGeV = column(features, 0).exp().sub(1).maximum(0);
      const met = unit === "GeV" ? metGeV : unit === "MeV" ? metGeV.mul(1000) : toLogMeV(metGeV);
      return joined([met, wrapped(column(features, 1).atan2(column(features, 2)))]);
    },

    particleDistance(i, actual, expected, features) {
      if (i === 3) return angleDistance(actual, expected, features[3]!, features[4]!);
      if (i === 2) return relativeDistance(actual / std[2]!, expected / std[2]!, features[2]!);
      return energyDistance(actual, expected, std[i]!, features[i]!);
    },

    globalDistance: (i, actual, expected, features) =>
      i === 1
        ? angleDistance(actual, expected, features[1]!, features[2]!)
        : metDistance(actual, expected, features[0]!),
  };
}

type Columns = [Tensor, Tensor, Tensor, Tensor, Tensor];

function toLogGeV(value: Tensor, unit: EnergyUnit): Tensor {
  switch (unit) {
    case "GeV":
      return value.log();
    case "MeV":
      return value.log().sub(LOG_MEV_PER_GEV);
    case "logMeV":
      return value.sub(LOG_MEV_PER_GEV);
  }
}

function fromLogGeV(logGeV: Tensor, unit: EnergyUnit): Tensor {
  switch (unit) {
    case "GeV":
      return logGeV.exp();
    case "MeV":
      return logGeV.exp().mul(1000);
    case "logMeV":
      return logGeV.add(LOG_MEV_PER_GEV);
  }
}

function toEnergyGeV(value: Tensor, unit: EnergyUnit): Tensor {
  switch (unit) {
    case "GeV":
      return value;
    case "MeV":
      return value.div(1000);
    case "logMeV":
      return value.sub(LOG_MEV_PER_GEV).exp();
  }
}

const toLogMeV = (metGeV: Tensor): Tensor => metGeV.maximum(SMALLEST_MET_GEV).log().add(LOG_MEV_PER_GEV);
