/**
 * @file Numbers recorded from the Python system: forward passes, gradients, Adam steps, whole trainings, `.pt` files, scores.
 * A folder may lack any of them; what it has is run.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runInference } from "./reference/inference.mjs";
import { runNumerics } from "./reference/numerics.mjs";
import { runTorchFiles } from "./reference/torch-files.mjs";
import { runTraces } from "./reference/traces.mjs";

const parts = { numerics: runNumerics, pt: runTorchFiles, traces: runTraces, inference_raw: runInference };

/** @param {string} folder laid out as the golden data: `numerics/`, `pt/`, `traces/`, `inference_raw/` */
export async function run(folder) {
  const report = new Report();
  for (const [name, runPart] of Object.entries(parts)) {
    if (existsSync(join(folder, name))) await runPart(folder, report);
  }
  return report;
}

class Report {
  passed = 0;
  failed = 0;

  /** @param {string} name @param {number} error the largest seen @param {number} allowed */
  within(name, error, allowed) {
    const holds = error <= allowed;
    if (holds) this.passed++;
    else this.failed++;
    console.log(
      `${holds ? "ok    " : "FAILED"} ${name}: ${error.toExponential(1)} (allowed ${allowed.toExponential(0)})`,
    );
  }
}
