/**
 * @file `npm run conformance -- <suite> <folder> …`: runs cases recorded from other systems through the public functions.
 * Ends with `N passed, N failed`, and with exit code 1 on a failure.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const suites = {
  facts: "./facts.mjs",
  hydra: "./hydra.mjs",
  reference: "./reference.mjs",
};

const [suite, folder, ...options] = process.argv.slice(2);
if (!Object.hasOwn(suites, suite ?? "") || !folder || !existsSync(folder)) {
  console.error(`usage: npm run conformance -- ${Object.keys(suites).join("|")} <folder> [options]`);
  if (folder && !existsSync(folder)) console.error(`there is no folder ${resolve(folder)}`);
  process.exit(2);
}
const { run } = await import(new URL(suites[suite], pathToFileURL(import.meta.filename)).href);
const { passed, failed } = await run(resolve(folder), options);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
