import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openFactsWriter, reopenFactsWriter } from "#facts";
import type { TrainingEvent } from "#training-loops";
import { runPaths } from "#utils/paths.ts";
import { epochEvent, meta, result, started, tested, trained, validated, wholeTraining } from "../events.ts";

const options = { now: () => new Date("2026-11-22T18:46:00Z"), peakMemoryMib: () => 123.456789012 };

let root: string;
let run: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "facts-writer-"));
  run = join(root, "run_20261122-184600_test");
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(root, { recursive: true });
});

describe("a new run", () => {
  test("has one line a fact, in order, all of one run", async () => {
    await write(wholeTraining);
    const facts = lines("events");
    expect(facts.map(({ moment }) => moment)).toEqual([
      "on_start",
      ...Array(3).fill(["on_validation_end", "on_epoch_end"]).flat(),
      "on_train_end",
      "on_test_end",
    ]);
    expect(new Set(facts.map((fact) => fact.meta.run_id))).toEqual(new Set([meta.id]));
    expect(new Set(facts.map((fact) => fact.run_dir ?? run))).toEqual(new Set([run]));
  });

  test("has two rows an epoch in the reference's columns", async () => {
    await write([epochEvent(0), epochEvent(1)]);
    expect(text("scalars")).toBe(
      [
        "epoch,split,train_loss,val_loss,epoch_time_s,throughput,max_memory_mib,metric_perplex,metric_codes_used",
        "0,train,10,,2.5,1600,123.45679,1.25,3",
        "0,val,,20,2.5,1600,123.45679,1.5,3",
        "1,train,9,,2.5,1600,123.45679,1.25,3",
        "1,val,,19,2.5,1600,123.45679,1.5,3",
        "",
      ].join("\n"),
    );
  });

  test("keeps the columns of its first epoch when later epochs have other metrics", async () => {
    const { metrics: _, ...rest } = result(5, 0);
    const other = { ...rest, metrics: { brand_new: 4, codes_used: 2 } };
    await write([epochEvent(0), epochEvent(1, { train: other, validation: other })]);
    expect(text("scalars").split("\n").slice(3, 5)).toEqual([
      "1,train,5,,2.5,1600,123.45679,,2",
      "1,val,,5,2.5,1600,123.45679,,2",
    ]);
  });

  test("says who it is, and keeps the patch of a dirty tree beside it", async () => {
    await write([]);
    const { git, ...identity } = meta;
    expect(JSON.parse(text("meta"))).toEqual({
      schema_version: 1,
      ...identity,
      started_at: "2026-11-22T18:46:00.000+00:00",
      git: { commit: "abc", dirty: true, diff_file: "git.diff" },
    });
    expect(text("gitDiff")).toBe(git.diff);
  });

  test("writes NaN and infinities as texts, never as null, and in the table as Python does", async () => {
    const train = result(Number.NaN, Number.NEGATIVE_INFINITY);
    await write([epochEvent(0, { train, validation: result(Number.POSITIVE_INFINITY, 1) }), trained]);
    const [epoch, end] = lines("events");
    expect(epoch).toMatchObject({ train_loss: "NaN", val_loss: "Infinity", train_metrics: { perplex: "-Infinity" } });
    expect(end).toMatchObject({ history_train_loss: ["NaN"], history_val_loss: ["Infinity"] });
    expect(text("events")).not.toMatch(/:\s*NaN|:\s*-?Infinity/);
    expect(text("scalars").split("\n").slice(1, 3)).toEqual([
      "0,train,nan,,2.5,1600,123.45679,-inf,3",
      "0,val,,inf,2.5,1600,123.45679,1,3",
    ]);
  });

  test("costs the same for every epoch: no history is repeated", async () => {
    await write(Array.from({ length: 50 }, (_, epoch) => epochEvent(epoch)));
    const lengths = text("events")
      .trim()
      .split("\n")
      .map((line) => line.length);
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThan(100);
  });
});

describe("a folder with facts", () => {
  test("is refused, and not touched", async () => {
    await write([started, epochEvent(0)]);
    const before = text("events");
    await expect(openFactsWriter(run, meta)).rejects.toMatchObject({ code: "facts/already-written" });
    expect(text("events")).toBe(before);
  });

  test.each(["events", "scalars", "meta", "status"] as const)("is one if it holds but %s", async (file) => {
    mkdirSync(join(run, "facts"), { recursive: true });
    writeFileSync(runPaths(run)[file], "");
    await expect(openFactsWriter(run, meta)).rejects.toMatchObject({ code: "facts/already-written" });
  });

  test("belongs to one of two that come at the same time", async () => {
    const both = await Promise.allSettled([openFactsWriter(run, meta), openFactsWriter(run, meta)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    for (const one of both) if (one.status === "fulfilled") await one.value.finish("finished");
  });
});

describe("a resumed run", () => {
  test("goes on where the facts end; epochs it runs again are not written again", async () => {
    await write([started, validated(0), epochEvent(0), validated(1), epochEvent(1)], null);
    const first = await reopenFactsWriter(run, options);
    for (const event of [started, validated(1), epochEvent(1), validated(2), epochEvent(2), trained, tested])
      await first.append(event);
    await first.finish("finished");
    expect(lines("events").map(({ moment, epoch, resumed }) => [moment, epoch ?? resumed ?? null])).toEqual([
      ["on_start", false],
      ["on_validation_end", 0],
      ["on_epoch_end", 0],
      ["on_validation_end", 1],
      ["on_epoch_end", 1],
      ["on_start", true],
      ["on_validation_end", 2],
      ["on_epoch_end", 2],
      ["on_train_end", 2],
      ["on_test_end", null],
    ]);
    expect(lines("events").at(-2)).toMatchObject({ history_val_loss: [20, 19, 18] });
    expect(text("scalars").trim().split("\n").length).toBe(1 + 2 * 3);
  });

  test.each([1, 40, 400])("loses a last line of which %i bytes are missing, and nothing else", async (missing) => {
    await write([started, epochEvent(0), epochEvent(1)], null);
    const whole = text("events");
    truncateSync(runPaths(run).events, whole.length - missing);
    truncateSync(runPaths(run).scalars, text("scalars").length - 5);
    const writer = await reopenFactsWriter(run, options);
    await writer.append(epochEvent(1));
    await writer.append(epochEvent(2));
    await writer.finish("finished");
    expect(lines("events").map(({ epoch }) => epoch)).toEqual([null, 0, 1, 2]);
    expect(rowKeys()).toEqual(["0,train", "0,val", "1,train", "1,val", "2,train", "2,val"]);
  });

  test("a last line torn within a character does no harm", async () => {
    await write([started], null);
    const before = text("events");
    appendFileSync(runPaths(run).events, Buffer.from('{"moment": "π').subarray(0, -1));
    await (await reopenFactsWriter(run, options)).finish("finished");
    expect(text("events")).toBe(before);
  });

  test.each([
    ["all its rows", () => ""],
    ["half its header", (csv: string) => csv.slice(0, 20)],
    ["a row of an epoch", (csv: string) => csv.split("\n").slice(0, 4).join("\n")],
  ])("that lost %s in scalars.csv gets them back from events.jsonl", async (_, damage) => {
    await write([started, epochEvent(0), epochEvent(1)], null);
    const whole = text("scalars");
    writeFileSync(runPaths(run).scalars, damage(whole));
    await (await reopenFactsWriter(run, options)).finish("finished");
    expect(text("scalars")).toBe(whole);
  });

  test("is refused where there is none", async () => {
    await expect(reopenFactsWriter(run)).rejects.toMatchObject({ code: "facts/not-written" });
  });

  test("is refused while another process still writes heartbeats", async () => {
    await write([started], null);
    const status = JSON.parse(text("status"));
    const living = { ...status, pid: process.ppid, process_started: null, heartbeat_at: new Date().toISOString() };
    writeFileSync(runPaths(run).status, JSON.stringify(living));
    await expect(reopenFactsWriter(run)).rejects.toMatchObject({ code: "facts/still-running" });

    const silent = { ...living, heartbeat_at: new Date(Date.now() - 60_000).toISOString() };
    writeFileSync(runPaths(run).status, JSON.stringify(silent));
    await (await reopenFactsWriter(run)).finish("finished");
  });

  test("may start at once after a process on this machine that is gone", async () => {
    await write([started], null);
    const gone = { ...JSON.parse(text("status")), pid: 2 ** 22 + 1, heartbeat_at: new Date().toISOString() };
    writeFileSync(runPaths(run).status, JSON.stringify({ ...gone, hostname: hostname() }));
    await (await reopenFactsWriter(run)).finish("finished");
    expect(JSON.parse(text("status"))).toMatchObject({ status: "finished", resumes: 1 });
  });

  test("removes the drafts of writes that were cut off", async () => {
    await write([started], null);
    const draft = join(run, "facts", "status.json.99-1.tmp");
    writeFileSync(draft, "{");
    await (await reopenFactsWriter(run, options)).finish("finished");
    expect(existsSync(draft)).toBe(false);
  });
});

describe("the status", () => {
  test("is running until the run says how it ended, and why", async () => {
    const writer = await openFactsWriter(run, meta, options);
    expect(JSON.parse(text("status"))).toMatchObject({
      status: "running",
      reason: null,
      ended_at: null,
      pid: process.pid,
    });
    await writer.append(started);
    await writer.append(epochEvent(0));
    await writer.finish("failed", "training/diverged");
    expect(JSON.parse(text("status"))).toMatchObject({
      schema_version: 1,
      status: "failed",
      reason: "training/diverged",
      ended_at: "2026-11-22T18:46:00.000+00:00",
      epochs_done: 1,
      epochs: 3,
      resumes: 0,
      missed_heartbeats: 0,
    });
  });

  test("gets a fresh heartbeat every few seconds, and none after the end", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    let seconds = 0;
    const now = () => new Date(Date.UTC(2026, 10, 22, 0, 0, seconds));
    const writer = await openFactsWriter(run, meta, { now });
    const heartbeat = () => JSON.parse(text("status")).heartbeat_at;
    seconds = 5;
    vi.advanceTimersByTime(5000);
    await vi.waitUntil(() => heartbeat() === "2026-11-22T00:00:05.000+00:00");
    await writer.finish("finished");
    seconds = 10;
    expect(vi.getTimerCount()).toBe(0);
    expect(JSON.parse(text("status")).status).toBe("finished");
  });

  test("counts heartbeats that could not be written, and the training goes on", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const writer = await openFactsWriter(run, meta, options);
    rmSync(runPaths(run).status);
    mkdirSync(join(runPaths(run).status, "in the way"), { recursive: true });
    vi.advanceTimersByTime(10_000);
    await writer.append(epochEvent(0));
    await expect(writer.finish("finished")).rejects.toThrow(); // the two heartbeats are behind it
    rmSync(runPaths(run).status, { recursive: true });
    await writer.finish("finished");
    expect(JSON.parse(text("status"))).toMatchObject({ status: "finished", missed_heartbeats: 2 });
  });
});

/** Opens, appends, finishes; with null the run is left as a killed one leaves it. */
async function write(events: readonly TrainingEvent[], outcome: "finished" | null = "finished"): Promise<void> {
  const writer = await openFactsWriter(run, meta, options);
  for (const event of events) await writer.append(event);
  if (outcome !== null) return writer.finish(outcome);
  const status = text("status");
  await writer.finish("interrupted");
  writeFileSync(runPaths(run).status, status);
}

function text(file: "events" | "scalars" | "meta" | "status" | "gitDiff"): string {
  return readFileSync(runPaths(run)[file], "utf8");
}

// biome-ignore lint/suspicious/noExplicitAny: lines of a file, whose fields the tests look at one by one
function lines(file: "events"): any[] {
  return text(file)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function rowKeys(): string[] {
  const [, ...rows] = text("scalars").trim().split("\n");
  return rows.map((row) => row.split(",", 2).join(","));
}
