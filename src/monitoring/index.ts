/** @file The door of monitoring: figures while a run is running. */
export { type FamilyName, families } from "./families/index.ts";
export { type LoggingConfig, loggingConfig } from "./logging-config.ts";
export { type Monitoring, type MonitoringOptions, openMonitoring } from "./orchestrator.ts";
