/**
 * @file The evaluation of a run's best checkpoint on its test split, by a rule with a version: numbers of two runs
 * compare if their versions are equal.
 */
import { type CollisionColumns, OBJECT_TYPES } from "#data";
import { quantiledKl, wasserstein } from "./distances.ts";
import { eventQuantities, JETS, massesGeV } from "./event-quantities.ts";
import { angular, difference, type Resolution, relative, resolutionOf } from "./resolution.ts";

/** Raised whenever a number could come out differently. */
export const EVALUATION_VERSION = 3;

export interface Evaluation {
  readonly version: typeof EVALUATION_VERSION;
  readonly events: number;
  /** By kind of object, `all` first; kinds that do not occur are left out. */
  readonly particles: Readonly<Record<string, ParticleResolutions>>;
  /** Relative but for `met_phi`, which is in radians; jets are those that lead in the true event. */
  readonly event_quantities: Readonly<Record<EventQuantity, Resolution | null>>;
  /** Earth mover's distance of each distribution, in standard deviations of the truth. */
  readonly wasserstein: Readonly<Record<string, number | null>>;
  /** Quantiled divergence of each distribution, in nats. */
  readonly kl: Readonly<Record<string, number | null>>;
}

/**
 * `e` and `pt` relative, `eta` and `phi` (radians, wrapped) as differences; `jet_mass` a difference in GeV, null where there
 * are no jets.
 */
export type ParticleResolutions = Readonly<Record<"e" | "pt" | "eta" | "phi" | "jet_mass", Resolution | null>>;

export type EventQuantity = "ht" | "met" | "met_phi" | "m_leading_pair" | "m_leading_triple";

/** @param reconstruction the same events and objects as `truth`, in the same order */
export function evaluate(truth: CollisionColumns, reconstruction: CollisionColumns): Evaluation {
  const [a, b] = [truth.particles, reconstruction.particles];
  const [masses, theirMasses] = [massesGeV(a), massesGeV(b)];
  const isJet = (i: number) => JETS.has(a.type[i]!);
  const of = (isTaken: (index: number) => boolean): ParticleResolutions => ({
    e: resolutionOf(a.energyGeV, b.energyGeV, relative, isTaken),
    pt: resolutionOf(a.ptGeV, b.ptGeV, relative, isTaken),
    eta: resolutionOf(a.eta, b.eta, difference, isTaken),
    phi: resolutionOf(a.phiRad, b.phiRad, angular, isTaken),
    jet_mass: resolutionOf(masses, theirMasses, difference, (i) => isJet(i) && isTaken(i)),
  });
  const types = [...new Set(a.type)].sort((x, y) => x - y);
  const named = types.map((type) => [OBJECT_TYPES[type] ?? `type ${type}`, of((i) => a.type[i] === type)] as const);
  const [trueEvents, theirs] = [eventQuantities(truth), eventQuantities(reconstruction, truth)];
  const [globals, theirGlobals] = [truth.globals, reconstruction.globals];
  return {
    version: EVALUATION_VERSION,
    events: globals.metGeV.length,
    particles: { all: of(() => true), ...Object.fromEntries(named) },
    event_quantities: {
      ht: resolutionOf(trueEvents.htGeV, theirs.htGeV, relative),
      met: resolutionOf(globals.metGeV, theirGlobals.metGeV, relative),
      met_phi: resolutionOf(globals.metPhiRad, theirGlobals.metPhiRad, angular),
      m_leading_pair: resolutionOf(trueEvents.leadingPairMassGeV, theirs.leadingPairMassGeV, relative),
      m_leading_triple: resolutionOf(trueEvents.leadingTripleMassGeV, theirs.leadingTripleMassGeV, relative),
    },
    ...distances(truth, reconstruction, truth),
  };
}

/**
 * How far the distributions of two samples are apart, whatever became of each event.
 *
 * @param other as many events and objects of the same kinds
 * @param leading says which jets of the other events are the leading ones: the truth where they are the same events
 */
export function distances(
  truth: CollisionColumns,
  other: CollisionColumns,
  leading: CollisionColumns = other,
): Pick<Evaluation, "wasserstein" | "kl"> {
  const [a, b] = [truth.particles, other.particles];
  const ofJets = (values: Float64Array) => values.filter((_, i) => JETS.has(a.type[i]!));
  const [trueEvents, theirs] = [eventQuantities(truth), eventQuantities(other, leading)];
  const distributions: Distributions = {
    e: [a.energyGeV, b.energyGeV],
    pt: [a.ptGeV, b.ptGeV],
    eta: [a.eta, b.eta],
    phi: [a.phiRad, b.phiRad],
    jet_mass: [ofJets(massesGeV(a)), ofJets(massesGeV(b))],
    ht: [trueEvents.htGeV, theirs.htGeV],
    met: [truth.globals.metGeV, other.globals.metGeV],
    met_phi: [truth.globals.metPhiRad, other.globals.metPhiRad],
    m_leading_pair: [trueEvents.leadingPairMassGeV, theirs.leadingPairMassGeV],
    m_leading_triple: [trueEvents.leadingTripleMassGeV, theirs.leadingTripleMassGeV],
  };
  return { wasserstein: ofEach(distributions, wasserstein), kl: ofEach(distributions, quantiledKl) };
}

type Distributions = Readonly<Record<string, readonly [truth: ArrayLike<number>, reconstruction: ArrayLike<number>]>>;

const ofEach = (distributions: Distributions, distance: typeof wasserstein) =>
  Object.fromEntries(Object.entries(distributions).map(([name, [a, b]]) => [name, distance(a, b)]));
