/**
 * @file The door of the package, for notebooks and programs: `import { loadRuns } from "thesis-ml"`.
 * What stands here stays; anything else may move. The commands do not come in by it, so that they start quickly.
 */
export {
  type CollisionColumns,
  type EventBatch,
  type EventLayout,
  type EventSource,
  eventLayout,
  OBJECT_TYPES,
  PROCESS_NAMES,
  type ProcessName,
  processes,
  type RawEvents,
  SPLITS,
  type Split,
} from "#data";
export { EVALUATION_VERSION, type Evaluation, evaluate, type Resolution } from "#evaluation";
export {
  type DiscoveredRuns,
  discoverRuns,
  type EpochTable,
  type Fact,
  type LoadOptions,
  loadRuns,
  type RunInputs,
  type RunRow,
  type RunTables,
  readFacts,
  type SkippedRun,
} from "#facts";
export {
  type Axis,
  type AxisOptions,
  type BarsOptions,
  type BoxesOptions,
  barPanel,
  boxesPanel,
  COLOURS,
  type CurveOptions,
  curvePanel,
  type Figure,
  type GridOptions,
  gridFigure,
  type HeatmapOptions,
  type HistogramOptions,
  heatmapPanel,
  histogramPanel,
  labelOf,
  type Numbers,
  onPaper,
  PALETTE,
  type Panel,
  PHI_TICKS,
  QUANTITIES,
  renderFigure,
  renderPng,
  renderSvg,
  residualPanel,
  type ScatterOptions,
  scatterPanel,
} from "#figures";
export type { EpochEvent, ReconstructionSample, TestedSample, TrainingEvent } from "#training-loops";
export { FixableError } from "#utils/fixable-error.ts";
export { quantile } from "#utils/quantile.ts";
export { composeTraining, type TrainConfig } from "./compose-training.ts";
export { openEvents, readEvents } from "./open-events.ts";
export { openRun, type TrainedRun } from "./open-run.ts";
export { type FinishedTraining, type TrainOptions, trainRun } from "./train-run.ts";
