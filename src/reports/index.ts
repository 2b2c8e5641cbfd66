/** @file The door of reports: questions asked of finished runs. */
export type { Analysis, Drawing, Material } from "./analyses/analysis.ts";
export { analyses } from "./analyses/index.ts";
export { corrupted } from "./inference/corruptions/index.ts";
export { momentsOf } from "./inference/score-summary.ts";
export { ScoringModel } from "./inference/scoring-model.ts";
export { openTestEvents } from "./inference/test-events.ts";
export { type ReportConfig, reportConfig } from "./report-config.ts";
export { checkReport, type Report, writeReport } from "./write-report.ts";
