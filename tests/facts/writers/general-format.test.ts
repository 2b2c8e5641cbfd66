import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RandomStream } from "#utils/seed.ts";
import { formatGeneral } from "../../../src/facts/writers/general-format.ts";

test.each([
  [0, "0"],
  [-0, "-0"],
  [1, "1"],
  [-2.5, "-2.5"],
  [617525.115, "617525.11"],
  [660080.16125, "660080.16"],
  [100000.125, "100000.12"], // a half goes to the even digit
  [100000.375, "100000.38"],
  [12345678, "12345678"],
  [123456785, "1.2345678e+08"],
  [99999999.5, "1e+08"],
  [0.0001, "0.0001"],
  [0.00001, "1e-05"],
  [0.094879319, "0.094879319"],
  [1e-320, "9.9998887e-321"],
  [1.7976931348623157e308, "1.7976931e+308"],
  [Number.NaN, "nan"],
  [Number.POSITIVE_INFINITY, "inf"],
  [Number.NEGATIVE_INFINITY, "-inf"],
])("%d is written %s", (value, text) => {
  expect(formatGeneral(value)).toBe(text);
});

const python = spawnSync("python3", ["--version"]).status === 0;
if (!python) console.warn("skipped: no python3 on this machine");

test.skipIf(!python)("agrees with Python's %.8g on numbers of every size", () => {
  const stream = RandomStream.of(0, "format");
  const bits = new DataView(new ArrayBuffer(8));
  const anyDouble = () => {
    bits.setUint32(0, stream.uint32());
    bits.setUint32(4, stream.uint32());
    return bits.getFloat64(0);
  };
  const values = [
    ...Array.from({ length: 1000 }, anyDouble),
    ...Array.from({ length: 1000 }, () => stream.normal() * 10 ** (stream.integer(30) - 15)),
    ...Array.from({ length: 1000 }, () => Math.fround(stream.uniform() * 1e6)), // where exact halves are
  ].filter(Number.isFinite);
  const program = 'import json, sys; print("\\n".join("%.8g" % x for x in json.load(sys.stdin)))';
  const { stdout } = spawnSync("python3", ["-c", program], { input: JSON.stringify(values), encoding: "utf8" });
  expect(values.map(formatGeneral)).toEqual(stdout.trim().split("\n"));
});

const runs = join(
  process.env["THESIS_SHARED"] ?? join(import.meta.dirname, "../../../../shared"),
  "golden/reference/outputs/runs",
);
if (!existsSync(runs)) console.warn(`skipped: ${runs} is not on this machine (set THESIS_SHARED)`);

test.skipIf(!existsSync(runs))("writes the reference's losses and times as its scalars.csv has them", () => {
  let compared = 0;
  for (const run of readdirSync(runs)) {
    const facts = readFileSync(join(runs, run, "facts/events.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const rows = readFileSync(join(runs, run, "facts/scalars.csv"), "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split(","));
    for (const { epoch, train_loss, val_loss, epoch_time_s, throughput } of facts.filter(
      (fact) => fact.moment === "on_epoch_end",
    )) {
      const [train, val] = rows.slice(1).filter(([number]) => Number(number) === epoch);
      expect([train![2], val![3], train![4], val![5]]).toEqual(
        [train_loss, val_loss, epoch_time_s, throughput].map(formatGeneral),
      );
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(0);
});
