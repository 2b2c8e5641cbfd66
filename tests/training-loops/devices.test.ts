/**
 * @file The same losses and gradients on another device as on the CPU, for every bottleneck and loop.
 *
 * Without a word WebGPU is tried on a software driver, as Debian's chromium brings it, with the case that has the most
 * kinds of operations, for that driver compiles slowly. All cases on a device of this machine:
 * `THESIS_TEST_DEVICE=webgpu npx vitest run tests/training-loops/devices.test.ts` (or `cuda`).
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { expectClose } from "../contracts/close.ts";

const root = join(import.meta.dirname, "..", "..");
const drivers = "/usr/lib/chromium";
const driver = join(drivers, "vk_swiftshader_icd.json");
const asked = process.env["THESIS_TEST_DEVICE"];
const device = asked ?? "webgpu";
const isSoftware = device === "webgpu" && existsSync(driver);
const missing = [join(root, "dist", "training-loops", "index.js"), ...(asked ? [] : [driver])].filter(
  (path) => !existsSync(path),
);
if (missing.length > 0) console.warn(`skipped: training on ${device} without ${missing.join(" and ")}`);
const cases = asked ? [] : ["latent_space=vq"];
if (missing.length === 0 && !asked)
  console.warn(`on ${device} only ${cases.join(", ")}; all cases: THESIS_TEST_DEVICE=${device}`);

interface Result {
  readonly name: string;
  readonly cpu: Readonly<Record<string, number[]>>;
  readonly other: Readonly<Record<string, number[]>>;
}

describe.skipIf(missing.length > 0)(`device=${device}`, () => {
  test("learns what the CPU learns, with losses and gradients within 1e-3", { timeout: 1_800_000 }, () => {
    const software = isSoftware ? { VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: drivers } : {};
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(import.meta.dirname, "train-on-device.mjs"), device, ...cases],
      { cwd: root, env: { ...process.env, ...software }, encoding: "utf8" },
    );
    expect(status, stderr).toBe(0);
    const results = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Result);
    expect(results.length).toBeGreaterThanOrEqual(Math.max(1, cases.length));
    for (const { name, cpu, other } of results) {
      for (const [what, values] of Object.entries(cpu)) {
        expect(values.length, `${name}: ${what}`).toBeGreaterThan(0);
        expect(values.every(Number.isFinite), `${name}: ${what}`).toBe(true);
        expectClose(other[what]!, values, 1e-3);
      }
    }
  });
});
