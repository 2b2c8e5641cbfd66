/** @file One config tree: composed, printed, resolved. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { composeConfig, jobTree, missingKeys, resolvedContent, unresolvedContent, writeYaml } from "#config";
import { encode } from "./typed.mjs";

export function writeFiles(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

export function runComposeCase(one) {
  const folder = mkdtempSync(join(tmpdir(), "hydra-compose-"));
  try {
    const here = (data) => JSON.parse(JSON.stringify(data).replaceAll("<CONFIG_DIR>", folder));
    writeFiles(folder, here(one.files));
    compare(folder, here(one.overrides), one, here(one.expected));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compare(folder, overrides, one, expected) {
  const own = Object.entries(process.env).filter(([key]) => !key.startsWith("HV_"));
  const composition = attempt(() =>
    composeConfig({
      folders: [{ provider: "main", path: folder }],
      configName: one.config_name,
      overrides,
      jobName: "app",
      environment: { ...Object.fromEntries(own), ...one.env },
    }),
  );
  assert.equal(composition.error === undefined, expected.status === "ok", composition.error ?? "was composed");
  if (composition.error !== undefined) return;
  // like Hydra's compose(), which takes the hydra node away
  const tree = jobTree(composition.value);
  const context = { ...composition.value.context, hydra: undefined };
  sameConfig(unresolvedContent(tree), expected.unresolved, expected.unresolved_integral_floats);
  assert.equal(writeYaml(unresolvedContent(tree)), expected.yaml);
  assert.deepEqual(defaultsOf(composition.value), expected.defaults_list);
  const choices = [...composition.value.choices].filter(([key]) => !key.startsWith("hydra/"));
  assert.equal(JSON.stringify(Object.fromEntries(choices)), JSON.stringify(expected.choices));
  assert.equal(composition.value.hydra.get("job").get("override_dirname").value, expected.override_dirname);
  assert.deepEqual(
    composition.value.warnings,
    expected.warnings.map(({ message }) => message),
  );
  const resolved = attempt(() => resolvedContent(tree, context));
  assert.equal(resolved.error === undefined, expected.resolve_status === "ok", resolved.error ?? "was resolved");
  if (resolved.error === undefined) {
    sameConfig(resolved.value, expected.resolved, expected.resolved_integral_floats);
    if (expected.yaml_resolved !== null) assert.equal(writeYaml(resolved.value), expected.yaml_resolved);
  }
  assert.deepEqual(attempt(() => missingKeys(tree, context)).value ?? null, expected.missing_keys);
}

function sameConfig(value, expected, expectedFloats) {
  const floats = [];
  const plain = encode(value, (path) => floats.push(path));
  // as text, because the order of the keys counts
  assert.equal(JSON.stringify(plain), JSON.stringify(expected));
  assert.equal(JSON.stringify(floats), JSON.stringify(expectedFloats));
}

function defaultsOf({ defaults }) {
  const own = defaults.filter(({ configPath }) => !configPath.startsWith("hydra/"));
  return own.map((item) => ({
    config_path: item.configPath,
    package: item.package,
    parent: item.parent ?? null,
    is_self: item.isSelf,
    primary: item.primary,
    override_key: item.overrideKey ?? null,
  }));
}

function attempt(run) {
  try {
    return { value: run() };
  } catch (error) {
    if (!String(error.code).startsWith("config/")) throw error;
    return { error: error.message };
  }
}
