/** @file What is said of devices; that they learn the same is in `tests/training-loops/devices.test.ts`. */
import { describe, expect, test } from "vitest";
import { type Device, describeDevices, emitOnnx, openSession, requireDevice, Tensor } from "#engine";

describe("devices", () => {
  test("the CPU is always there, and the rest say why they are not", async () => {
    const reports = await describeDevices();
    expect(reports.find(({ device }) => device === "cpu")).toMatchObject({ isUsable: true, isDefault: true });
    for (const { isUsable, obstacle } of reports) {
      expect(obstacle === null).toBe(isUsable);
      if (obstacle) expect([obstacle.problem, obstacle.needs]).not.toContain("");
    }
  });

  test("a device that is not there is an error its reader can fix", async () => {
    const absent: Device = process.platform === "darwin" ? "dml" : "coreml";
    const x = Tensor.leaf({ dtype: "float32", shape: [1] }, { kind: "input", name: "x" });
    const opening = openSession(emitOnnx({ y: x.exp() }).bytes, { device: absent, threads: 1 });
    await expect(opening).rejects.toMatchObject({ code: "engine/device-unavailable" });
    await expect(requireDevice({ device: absent, threads: 1 })).rejects.toMatchObject({
      code: "engine/device-unavailable",
    });
  });

  test("the CPU needs no trial", async () => {
    await expect(requireDevice({ device: "auto", threads: 1 })).resolves.toBeUndefined();
  });
});
