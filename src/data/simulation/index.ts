/** @file Simulated collisions with top quarks: physics simple enough to read, right enough to learn from. */
export { SELECTIONS, type Selection } from "./detected-event.ts";
export { FOUR_TOP_PROCESSES, PROCESS_NAMES, type ProcessName, processes } from "./processes.ts";
export { GENERATOR_VERSION, type SampleWish, type SimulatedRows, simulateRows } from "./simulate-rows.ts";
