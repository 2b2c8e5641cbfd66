/** @file The door of `thesis-train` for programs: what a training is made from, and how a stored run is opened. */
export { trainApplication } from "./application.ts";
export { type TrainConfig, trainConfig } from "./train-config.ts";
export { openStoredRun } from "./training/stored-run.ts";
