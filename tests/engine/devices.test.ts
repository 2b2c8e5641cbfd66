/** @file Devices: what is said of them, and the same training on the CPU and on WebGPU (a software driver, if there is one). */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Device, describeDevices, emitOnnx, openSession, Tensor } from "#engine";
import { expectClose } from "./close.ts";

const root = join(import.meta.dirname, "..", "..");

describe("devices", () => {
  test("the CPU is always there, and the rest say why they are not", async () => {
    const reports = await describeDevices();
    expect(reports.find(({ device }) => device === "cpu")).toMatchObject({ isUsable: true, isDefault: true });
    for (const { remark } of reports) expect(remark).not.toBe("");
  });

  test("a device that is not there is an error its reader can fix", async () => {
    const absent: Device = process.platform === "darwin" ? "dml" : "coreml";
    const x = Tensor.leaf({ dtype: "float32", shape: [1] }, { kind: "input", name: "x" });
    const opening = openSession(emitOnnx({ y: x.exp() }).bytes, { device: absent, threads: 1 });
    await expect(opening).rejects.toMatchObject({ code: "engine/device-unavailable" });
  });
});

// a software driver, as Debian's chromium brings it; a machine with a GPU has its own
const drivers = "/usr/lib/chromium";
const driver = join(drivers, "vk_swiftshader_icd.json");
const built = join(root, "dist", "engine", "index.js");
const missing = [driver, built].filter((path) => !existsSync(path));
if (missing.length > 0) console.warn(`skipped: WebGPU without ${missing.join(" and ")}`);

describe.skipIf(missing.length > 0)("WebGPU", () => {
  test("learns what the CPU learns, with losses and weights within 1e-3", () => {
    const env = { ...process.env, VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: drivers };
    const args = [join(import.meta.dirname, "train-on-device.mjs")];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, env, encoding: "utf8" });
    expect(status, stderr).toBe(0);
    const { cpu, webgpu } = JSON.parse(stdout) as Record<"cpu" | "webgpu", { losses: number[]; weights: number[] }>;
    expect(cpu.losses.at(-1)).toBeLessThan(cpu.losses[0]!);
    expectClose(webgpu.losses, cpu.losses, 1e-3);
    expectClose(webgpu.weights, cpu.weights, 1e-3);
  });
});
