/** @file Configuration: YAML files and overrides → one checked, frozen object. (`#config/schema` is the validator's door.) */

export {
  type Application,
  type ClaimableJob,
  type Job,
  type Launch,
  type Logger,
  type MorePoints,
  type PlannedSweep,
  processSurroundings,
  type Surroundings,
  type SweepPlan,
} from "./application/application.ts";
export { frozenYaml, jobTree, resolvedJob, toYaml } from "./application/config-text.ts";
export { reportError } from "./application/report-error.ts";
export { reopenSweep, runApplication, runArguments } from "./application/run.ts";
export { claimFolder } from "./application/run-folder.ts";
export {
  assignmentListAt,
  groupOptions,
  type OptionsOf,
  type Point,
  pointsOf,
  productOf,
  sweepOverrides,
  sweptTexts,
} from "./application/sweeper.ts";
export { checkConfig } from "./check-config.ts";
export { chooseOption } from "./choose-option.ts";
export { type Composition, type CompositionRequest, composeConfig } from "./compose/compose.ts";
export { textOf } from "./interpolation/evaluate.ts";
export { withMeanings } from "./meanings.ts";
export type { Element, IntervalSweep, RangeSweep } from "./overrides/element.ts";
export {
  isHydraOverride,
  isSweepOverride,
  keyElement,
  type Override,
  parseOverride,
  parseOverrides,
  plainValue,
  valueText,
} from "./overrides/override.ts";
export { sweepTexts } from "./overrides/sweep.ts";
export { type PlainConfig, type PlainValue, toPlain } from "./plain-config.ts";
export { floatRepr } from "./python/number.ts";
export { type Plain, PlainDict } from "./python/value.ts";
export { SeveralErrors } from "./several-errors.ts";
export { missingKeys, resolvedContent, unresolvedContent } from "./tree/content.ts";
export { select } from "./tree/select.ts";
export { readYaml, type YamlValue } from "./yaml/read.ts";
export { writeYaml } from "./yaml/write.ts";
