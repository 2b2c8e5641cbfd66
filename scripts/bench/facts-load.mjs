/** @file One process that loads a folder of runs and says how long that took. */
import { loadRuns } from "#facts";

const start = performance.now();
const before = process.cpuUsage();
const { epochs, runs, skipped } = await loadRuns({ sweep_dir: process.argv[2] });
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(before);
const cpuSeconds = (user + system) / 1e6;
if (skipped.length > 0) throw new Error(skipped[0].reason);
const peakMib = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ seconds, cpuSeconds, rows: epochs.length, runs: runs.length, peakMib }));
