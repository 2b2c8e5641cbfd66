/** @file One override string: parsed, evaluated, written back, swept over. */
import assert from "node:assert/strict";
import {
  isHydraOverride,
  isSweepOverride,
  keyElement,
  parseOverride,
  pointsOf,
  sweepTexts,
  valueText,
  writeYaml,
} from "#config";
import { floatText } from "./typed.mjs";

const kinds = { change: "CHANGE", add: "ADD", "force-add": "FORCE_ADD", delete: "DEL" };
const valueKinds = {
  element: "ELEMENT",
  "simple-choice": "SIMPLE_CHOICE_SWEEP",
  choice: "CHOICE_SWEEP",
  glob: "GLOB_CHOICE_SWEEP",
  range: "RANGE_SWEEP",
  interval: "INTERVAL_SWEEP",
};

export function runOverrideCase(one) {
  const override = attempt(() => parseOverride(one.input));
  assert.equal(override !== undefined, one.ok, one.ok ? "was refused" : "was accepted");
  if (override === undefined) return;
  assert.equal(kinds[override.kind], one.override_type);
  assert.equal(override.key, one.key_or_group);
  assert.equal(override.package ?? null, one.package);
  assert.equal(keyElement(override), one.key_element);
  assert.equal(override.valueKind === undefined ? null : valueKinds[override.valueKind], one.value_type);
  assert.equal(isSweepOverride(override), one.is_sweep_override);
  assert.equal(isHydraOverride(override), one.is_hydra_override);
  const value = typed(override.value);
  if (one.random_order && Array.isArray(value.items)) value.items.sort(byJson);
  assert.deepEqual(value, one.value);
  const sorted = (texts) => (one.random_order ? [...(texts ?? [])].sort() : texts);
  if ("element_str" in one) {
    assert.equal(attempt(() => valueText(override)) ?? null, one.element_str);
    assert.equal(attempt(() => valueText(override, true)) ?? null, one.element_str_spaced);
  }
  if ("sweep_strings" in one && one.value_type !== "GLOB_CHOICE_SWEEP") {
    const texts = attempt(() => sweepTexts(override, () => []));
    assert.deepEqual(sorted(texts) ?? null, sorted(one.sweep_strings) ?? null);
  }
  if ("basic_sweeper_jobs" in one) {
    const points = attempt(() => pointsOf([override], () => []));
    const flat = (jobs) => (jobs && one.random_order ? jobs.map((job) => job.join(" ")).sort() : jobs);
    assert.deepEqual(flat(points) ?? null, flat(one.basic_sweeper_jobs) ?? null);
  }
}

const byJson = (a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

function attempt(run) {
  try {
    return run();
  } catch (error) {
    if (error.name !== "FixableError") throw error;
    return undefined;
  }
}

function typed(value) {
  if (value === null) return { t: "null" };
  if (typeof value === "string") return { t: "str", v: value };
  if (typeof value === "boolean") return { t: "bool", v: value };
  if (typeof value === "bigint") return { t: "int", v: String(value) };
  if (typeof value === "number") return { t: "float", v: pythonFloat(value) };
  if (Array.isArray(value)) return { t: "list", items: value.map(typed) };
  const tags = [...(value.tags ?? [])].sort();
  switch (value.constructor.name) {
    case "Quoted":
      return { t: "quoted", v: value.text, quote: value.quote === "'" ? "single" : "double" };
    case "ElementDict":
      return { t: "dict", items: value.entries().map((pair) => pair.map(typed)) };
    case "ChoiceSweep":
      return {
        t: "choice_sweep",
        simple_form: value.simple,
        shuffle: value.shuffle,
        tags,
        items: value.items.map(typed),
      };
    case "RangeSweep": {
      const [start, stop, step] = [value.start, value.stop, value.step].map(typed);
      return { t: "range_sweep", start, stop, step, shuffle: value.shuffle, tags };
    }
    case "IntervalSweep":
      return { t: "interval_sweep", start: typed(value.start), end: typed(value.end), tags };
    default:
      return { t: "glob", include: value.include.map(typed), exclude: value.exclude.map(typed) };
  }
}

/** `repr(float)`: YAML's form without the `.0` it puts before an exponent. */
function pythonFloat(value) {
  return floatText(value) ?? writeYaml([value]).slice(2, -1).replace(".0e", "e");
}
