/** @file The door of reports: questions asked of finished runs. */
export type { Analysis, Drawing, Material } from "./analyses/analysis.ts";
export { analyses } from "./analyses/index.ts";
export { type ReportConfig, reportConfig } from "./report-config.ts";
export { checkReport, type Report, writeReport } from "./write-report.ts";
