/** @file The door of evaluation: how well events come back, in numbers that compare between runs. */
export {
  type AnomalyScores,
  anomalyScores,
  countNaN,
  type Discrimination,
  discriminate,
  orderable,
  type ScoredEvents,
  type Signal,
} from "./anomaly.ts";
export { type BinningBits, binned, evenBits } from "./binning.ts";
export {
  auroc,
  aurocInterval,
  type BootstrapOptions,
  backgroundRejection,
  type Interval,
  type SignificanceImprovement,
  significanceImprovement,
} from "./discrimination.ts";
export { quantiledKl, wasserstein } from "./distances.ts";
export {
  distances,
  EVALUATION_VERSION,
  type Evaluation,
  type EventQuantity,
  evaluate,
  type ParticleResolutions,
} from "./evaluation.ts";
export { type EventErrors, eventErrors, joinedErrors } from "./event-errors.ts";
export {
  angular,
  difference,
  type Residual,
  type Resolution,
  relative,
  resolutionOf,
} from "./resolution.ts";
export { evaluateRun, type RunEvaluation, type TestedModel } from "./run-evaluation.ts";
