/** @file The command thesis-simulate: its arguments, the file it writes, and what it leaves behind when it fails. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { dataConfig, FOUR_TOP_PROCESSES, openEvents } from "#data";
import { readSimulateArguments } from "../../../src/cli/simulate/simulate-arguments.ts";
import { splitSizes, writeSample } from "../../../src/cli/simulate/write-sample.ts";
import { openH5 } from "../../../src/data/h5-loader.ts";
import { temporaryFolder } from "../../data/event-files.ts";

const wish = (...argv: string[]) => readSimulateArguments(argv);
const silent = () => {};

describe("arguments", () => {
  test("have defaults that make the usual file", () => {
    expect(wish()).toEqual({
      out: "data/four_tops.h5",
      events: 20_000,
      seed: 1,
      processes: FOUR_TOP_PROCESSES,
      selection: "multilepton",
      unit: "GeV",
      force: false,
    });
  });

  test("are taken as typed", () => {
    const typed = wish(
      "out=a=b.h5",
      "events=1_000",
      "processes=[ttbar, qcd]",
      "selection=none",
      "unit=logMeV",
      "force=true",
    );
    expect(typed).toMatchObject({
      out: "a=b.h5",
      events: 1000,
      processes: ["ttbar", "qcd"],
      unit: "logMeV",
      force: true,
    });
  });

  test.each([
    ["evnts=5", "simulate/unknown-key", "events=5"],
    ["--events=5", "simulate/not-key-value", "events=5"],
    ["force", "simulate/not-key-value", "force=true"],
    ["events=2", "simulate/bad-value", ""],
    ["events=1e4", "simulate/bad-value", ""],
    ["seed=-1", "simulate/bad-value", ""],
    ["processes=tttt,ttG", "simulate/bad-value", "processes=tttt,ttH"],
    ["selection=multileptons", "simulate/bad-value", "selection=multilepton"],
    ["unit=mev", "simulate/bad-value", "unit=MeV"],
    ["out=", "simulate/bad-value", ""],
  ])("%s is refused with %s", (argument, code, fix) => {
    expect(() => wish(argument)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(fix) }));
  });
});

test("splits are 70, 15 and 15 %, and never empty", () => {
  expect(splitSizes(20_000)).toEqual({ train: 14_000, val: 3000, test: 3000 });
  expect(splitSizes(3)).toEqual({ train: 1, val: 1, test: 1 });
});

describe("the file", () => {
  test("is read back as it was written, in blocks or not, with what it is said inside", async () => {
    const out = join(temporaryFolder(), "deep/down/events.h5");
    const done: number[] = [];
    await writeSample(wish(`out=${out}`, "events=2500", "selection=none"), (events) => done.push(events));
    expect(done).toEqual([1000, 1750, 2125, 2500]);
    const file = await openH5(out);
    expect(file.datasets.toSorted()).toEqual(["X_test", "X_train", "X_val", "Y_test", "Y_train", "Y_val"]);
    expect(file.shape("X_train")).toEqual([1750, 92]);
    expect(file.attributes).toMatchObject({
      unit: "GeV",
      seed: 1,
      generator_version: 1,
      labels: "1 tttt, 2 ttH, 3 ttW, 4 ttWW, 5 ttZ",
    });
    file.close();

    const options = { compat: "none", seed: 0 } as const;
    const source = await openEvents(dataConfig.parse({ kind: "h5_tokens", path: out }), options);
    const numbers = { n_train: 1750, n_val: 375, n_test: 375, seed: 1, selection: "none" };
    const inMemory = await openEvents(dataConfig.parse({ kind: "synthetic", ...numbers }), options);
    for (const split of ["train", "val", "test"] as const) {
      expect(source.first(split, 2000)).toEqual(inMemory.first(split, 2000));
      expect(source.labels(split)).toEqual(inMemory.labels(split));
    }
  });

  test("in logarithms of MeV makes the same tokens", async () => {
    const folder = temporaryFolder();
    const [gev, log] = await Promise.all(
      (["GeV", "logMeV"] as const).map(async (unit) => {
        const out = join(folder, `${unit}.h5`);
        await writeSample(wish(`out=${out}`, "events=60", `unit=${unit}`), silent);
        return openEvents(dataConfig.parse({ kind: "h5_tokens", path: out, unit }), { compat: "none", seed: 0 });
      }),
    );
    const [a, b] = [gev!.first("train", 60).tokens, log!.first("train", 60).tokens];
    expect(Math.max(...a.map((value, i) => Math.abs(value - b[i]!)))).toBeLessThan(1e-4);
  });

  test("is not replaced unasked", async () => {
    const out = join(temporaryFolder(), "events.h5");
    writeFileSync(out, "precious");
    await expect(writeSample(wish(`out=${out}`, "events=5"), silent)).rejects.toMatchObject({
      code: "data/file-exists",
    });
    expect(readFileSync(out, "utf8")).toBe("precious");
    expect(await writeSample(wish(`out=${out}`, "events=5", "force=true"), silent)).toBeUndefined();
    (await openH5(out)).close();
  });

  test("may be wanted in a folder that is not there, which is told", async () => {
    const folder = temporaryFolder();
    const made = await writeSample(wish(`out=${folder}/new/deep/events.h5`, "events=5"), silent);
    expect(made).toBe(join(folder, "new"));
  });

  test("that cannot be written says why", async () => {
    const blocked = join(temporaryFolder(), "file");
    writeFileSync(blocked, "");
    const write = writeSample(wish(`out=${blocked}/events.h5`, "events=5"), silent);
    await expect(write).rejects.toMatchObject({ code: "data/unwritable", message: expect.stringContaining("ENOTDIR") });
  });

  test("is not there, nor a part of it, when the simulation stops early", async () => {
    const folder = temporaryFolder();
    const out = join(folder, "events.h5");
    const stop = new AbortController();
    const write = writeSample(wish(`out=${out}`, "events=5000", "selection=none"), () => stop.abort(), stop.signal);
    await expect(write).rejects.toThrow();
    const never = writeSample(wish(`out=${out}`, "events=5", "processes=qcd"), silent);
    await expect(never).rejects.toMatchObject({ code: "data/selection-never-passes" });
    expect(readdirSync(folder)).toEqual([]);
  });
});

const command = join(import.meta.dirname, "../../../dist/cli/simulate/main.js");
if (!existsSync(command)) console.warn("skipped: thesis-simulate is not built (npm run setup)");

describe.skipIf(!existsSync(command))("the command", () => {
  const run = (...argv: string[]) => spawnSync(process.execPath, [command, ...argv], { encoding: "utf8" });

  test("writes the file and says so in two plain lines where nobody watches", () => {
    const out = join(temporaryFolder(), "events.h5");
    const { status, stdout, stderr } = run(`out=${out}`, "events=40");
    expect({ status, stderr, lines: stdout.trim().split("\n").length }).toEqual({ status: 0, stderr: "", lines: 2 });
    expect(stdout).toContain("28 training, 6 validation, 6 test events");
    expect(existsSync(out)).toBe(true);
  });

  test("says what is wrong without a stack and ends with 1", () => {
    const { status, stderr } = run("evnts=40");
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^error simulate\/unknown-key: there is no key "evnts".*\n {2}where: argument evnts=40\n {2}try: {3}events=40\n$/,
    );
  });

  test("explains itself", () => {
    expect(run("--help").stdout).toContain("selection=");
  });
});
