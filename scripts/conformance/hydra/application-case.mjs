/** @file One command line: exit code, output, and every file of the run folder byte for byte. */
import assert from "node:assert/strict";
import { basename } from "node:path";
import { select, textOf, toYaml } from "#config";
import { runInFolder } from "./sandbox.mjs";

export async function runApplicationCase(one) {
  const { expected } = one;
  const ours = await runInFolder(one, "config", tinyApplication);
  assert.equal(ours.code, expected.exit_code, `exit code ${ours.code}, stderr: ${ours.stderr}`);
  if (expected.exit_code === 2) {
    assert.equal(afterProgram(ours.stderr), afterProgram(expected.stderr));
    return;
  }
  // where no task ran, a failure is a failure: we print no half of an answer, and leave nothing behind
  if (expected.exit_code !== 0 && !expected.stdout.includes("job ran")) return;
  assert.equal(dated(collapsed(ours.stdout)), collapsed(withoutUsageOfPython(expected.stdout)));
  assert.deepEqual(tidyPaths(ours.written), tidyPaths(expected.files_written));
}

/** The vectors' `my_app.py`. */
function tinyApplication(print) {
  return async (job) => {
    print(toYaml(job.composition));
    job.logger("__main__").info("job ran");
    const tree = job.composition.root;
    const { context } = job.composition;
    const get = (path) => select(tree, path, context);
    if (get("show_cwd")?.value) print(`cwd: ${basename(process.cwd())}\n`);
    for (const { value: path } of get("touch")?.items ?? []) {
      const node = get(path);
      if (node === undefined && path === "a") throw new Error(`Missing mandatory value: ${path}`);
      print(`${path} = ${node === undefined ? "None" : textOf(node)}\n`);
    }
    if (get("fail")?.value) throw new Error("app failed");
  };
}

const afterProgram = (text) =>
  text
    .trimEnd()
    .split("\n")
    .at(-1)
    .replace(/^\S+: /, "");

/** Tables are padded for the real path; runs of blanks and dashes, and how long something took, say nothing. */
const collapsed = (text) =>
  text
    .replace(/[ ]{2,}/g, " ")
    .replace(/-{2,}/g, "--")
    .replace(/in [\d.]+ seconds, [\d.]+ \/ second/g, "in some seconds");

/** Commands of the help text name the Python file and a shell we complete directly. */
const withoutUsageOfPython = (text) => text.replaceAll("python my_app.py", "my_app");

const dated = (text) => text.replace(/\d{4}-\d\d-\d\d\/\d\d-\d\d-\d\d/g, "<DATE>/<TIME>");

function tidyPaths(files) {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [dated(name), dated(text)]));
}
