/** @file One command line: exit code, output, and every file of the run folder byte for byte. */
import assert from "node:assert/strict";
import { basename } from "node:path";
import { select, toYaml } from "#config";
import { runInFolder } from "./sandbox.mjs";

export async function runApplicationCase(one) {
  const { expected } = one;
  const ours = await runInFolder(one, "config", tinyApplication);
  assert.equal(ours.code, expected.exit_code, `exit code ${ours.code}, stderr: ${ours.stderr}`);
  if (expected.exit_code === 2) {
    assert.equal(afterProgram(ours.stderr), afterProgram(expected.stderr));
    return;
  }
  assert.equal(collapsed(ours.stdout), collapsed(withoutUsageOfPython(expected.stdout)));
  // a run that failed before its task leaves nothing behind with us
  if (expected.exit_code !== 0 && expected.stdout === "") return;
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

function textOf({ value }) {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return String(value);
}

const afterProgram = (text) =>
  text
    .trimEnd()
    .split("\n")
    .at(-1)
    .replace(/^\S+: /, "");

/** Tables are padded for the real path; runs of blanks and dashes say nothing. */
const collapsed = (text) => text.replace(/[ ]{2,}/g, " ").replace(/-{2,}/g, "--");

/** Commands of the help text name the Python file and a shell we complete directly. */
const withoutUsageOfPython = (text) => text.replaceAll("python my_app.py", "my_app");

function tidyPaths(files) {
  const dated = (text) =>
    text
      .replace(/(outputs|multirun)\/\d{4}-\d\d-\d\d\/\d\d-\d\d-\d\d/g, "$1/<DATE>/<TIME>")
      .replace(/\d{4}-\d\d-\d\d\/\d\d-\d\d-\d\d/g, "<DATE>/<TIME>");
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [dated(name), dated(text)]));
}
