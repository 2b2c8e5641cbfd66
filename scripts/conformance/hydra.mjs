/**
 * @file Cases recorded from Hydra 1.3.5, run through the public functions of the built configuration:
 * overrides, compose, multirun, app. Cases that are known to differ stand, with the reason, in `hydra-exceptions.json`.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runApplicationCase } from "./hydra/application-case.mjs";
import { runComposeCase } from "./hydra/compose-case.mjs";
import { runMultirunCase } from "./hydra/multirun-case.mjs";
import { runOverrideCase } from "./hydra/override-case.mjs";

/** Each throws where our result is not Hydra's. */
const families = {
  overrides: runOverrideCase,
  compose: runComposeCase,
  multirun: runMultirunCase,
  app: runApplicationCase,
};

const exceptionsFile = join(import.meta.dirname, "hydra-exceptions.json");

/**
 * @param {string} folder holds overrides.json, compose.json, multirun.json, app.json
 * @param {readonly string[]} args `--family NAME`, `--case ID`
 * @returns {Promise<{passed: number, failed: number}>} a listed exception counts as neither
 */
export async function run(folder, args = []) {
  const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
  const exceptions = JSON.parse(readFileSync(exceptionsFile, "utf8"));
  const total = { passed: 0, failed: 0 };
  for (const [family, runCase] of Object.entries(families)) {
    if ((option("--family") ?? family) !== family) continue;
    const file = join(folder, `${family}.json`);
    if (!existsSync(file)) {
      console.warn(`${family}: skipped, there is no ${file}`);
      continue;
    }
    const { cases, meta } = JSON.parse(readFileSync(file, "utf8"));
    const count = { passed: 0, failed: 0, listed: 0 };
    for (const one of cases) {
      if ((option("--case") ?? one.id) !== one.id) continue;
      const problem = await problemOf(() => runCase(one, meta));
      if (problem === undefined) count.passed++;
      else if (Object.hasOwn(exceptions, one.id)) count.listed++;
      else {
        count.failed++;
        console.log(`${one.id} ${JSON.stringify(one.args ?? one.overrides ?? one.input)}\n    ${problem}`);
      }
    }
    const listed = count.listed > 0 ? `, ${count.listed} listed as different` : "";
    console.log(`${family}: ${count.passed} passed, ${count.failed} failed${listed}`);
    total.passed += count.passed;
    total.failed += count.failed;
  }
  return total;
}

async function problemOf(run) {
  try {
    await run();
    return undefined;
  } catch (error) {
    const text = error.code === "ERR_ASSERTION" ? error.message : (error.stack ?? String(error));
    return text.slice(0, 1500).replaceAll("\n", "\n    ");
  }
}
