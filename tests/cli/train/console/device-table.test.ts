/** @file What is said of this machine's devices. */
import { expect, test } from "vitest";
import type { DeviceReport } from "#engine";
import { deviceTable } from "../../../../src/cli/train/console/device-table.ts";

const cpu: DeviceReport = { device: "cpu", summary: "the processor", isUsable: true, isDefault: true, obstacle: null };
const webgpu: DeviceReport = { ...cpu, device: "webgpu", summary: "any GPU", isDefault: false };
const cuda: DeviceReport = {
  ...{ device: "cuda", summary: "an NVIDIA GPU", isUsable: false, isDefault: false },
  obstacle: { problem: "no library", needs: "CUDA 12" },
};

test("names what auto takes, how the others are asked for, and what is in the way of the rest", () => {
  const lines = deviceTable([cpu, webgpu, cuda], { device: "auto", threads: 1 });
  expect(lines[0]).toBe("cpu     the processor: used");
  expect(lines[1]).toMatch(/^ {8}threads=1 of \d+ cores?$/);
  expect(lines.slice(2)).toEqual([
    "webgpu  any GPU: not used; device=webgpu takes it",
    "cuda    an NVIDIA GPU: cannot be used",
    "        why: no library",
    "        it needs CUDA 12",
    "",
    "device=auto takes cpu, on which every result is checked",
  ]);
});

test("says what a wish comes to", () => {
  const first = (device: "webgpu" | "cuda") =>
    deviceTable([cpu, webgpu, cuda], { device, threads: 1 }).filter((line) => line.startsWith(device));
  expect(first("webgpu")).toEqual(["webgpu  any GPU: used"]);
  expect(first("cuda")).toEqual(["cuda    an NVIDIA GPU: asked for, and cannot be used"]);
});
