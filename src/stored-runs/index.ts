/** @file The door of stored runs: a run on disk, opened again. The one place after facts that makes models. */
export { judgedCheckpoint, testedCheckpoint } from "./checkpoints.ts";
export { type RunSettings, settingsOf } from "./run-settings.ts";
export { assertSameEvents } from "./same-events.ts";
export { storedConfig } from "./stored-config.ts";
export { openStoredModel } from "./stored-model.ts";
export { loadWeights, readWeights } from "./weights.ts";
