/** @file Files of events: what is read, and what each kind of bad file is told. */
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { eventLayout } from "../../src/data/event-layout.ts";
import { hdf5 } from "../../src/data/h5-loader.ts";
import { h5TokensConfig, openH5Tokens } from "../../src/data/h5-tokens.ts";
import { shared } from "../shared-folder.ts";
import { events, goodTables, type Table, temporaryFolder, writeTables } from "./event-files.ts";

const config = (path: string, other: object = {}) => h5TokensConfig.parse({ kind: "h5_tokens", path, ...other });
const options = { compat: "none", seed: 1 } as const;
const inFolder = (name = "events.h5") => join(temporaryFolder(), name);
const { met, objects } = eventLayout(18);

describe("a good file", () => {
  test("gives its events with counts, sizes and where they come from", async () => {
    const path = await writeTables(inFolder(), goodTables());
    const source = await openH5Tokens(config(path), options);
    expect(source.counts).toEqual({ train: 20, val: 6, test: 5 });
    expect(source.sizes).toEqual({ tokens: 18, features: 5, globals: 3, types: 8 });
    expect(source.provenance).toEqual({
      path,
      sha256: createHash("sha256").update(readFileSync(path)).digest("hex"),
      unit: "GeV",
      datasets: { x_train: "X_train", x_val: "X_val", x_test: "X_test" },
      counts: { train: 20, val: 6, test: 5 },
    });
    expect(source.warnings).toEqual([]);
  });

  test("may hold float64 numbers", async () => {
    const tables = goodTables();
    const wide = { ...tables.X_train, data: Float64Array.from(tables.X_train.data) };
    const source = await openH5Tokens(config(await writeTables(inFolder(), { ...tables, X_train: wide })), options);
    const narrow = await openH5Tokens(config(await writeTables(inFolder(), tables)), options);
    expect(source.first("train", 20)).toEqual(narrow.first("train", 20));
  });

  test("has labels under either spelling, or under the name the config gives", async () => {
    const labels = (count: number): Table => ({
      data: BigInt64Array.from({ length: count }, (_, i) => BigInt(i % 5)),
      shape: [count],
    });
    const path = await writeTables(inFolder(), {
      ...goodTables(),
      Y_train: labels(20),
      y_val: labels(6),
      truth: labels(5),
    });
    const source = await openH5Tokens(config(path), options);
    expect(source.labels("train")?.slice(0, 6)).toEqual(Int32Array.of(0, 1, 2, 3, 4, 0));
    expect(source.labels("val")).toHaveLength(6);
    expect(source.labels("test")).toBeNull();
    const named = await openH5Tokens(config(path, { datasets: { y_test: "truth" } }), options);
    expect(named.labels("test")).toHaveLength(5);
  });

  test("can be read in part, with statistics of that part alone", async () => {
    const path = await writeTables(inFolder(), goodTables());
    const part = await openH5Tokens(config(path, { limit_samples: 4 }), options);
    expect(part.counts).toEqual({ train: 4, val: 4, test: 4 });
    const alone = await writeTables(inFolder(), { X_train: events(4), X_val: events(4), X_test: events(4) });
    expect(part.transform.describe()).toEqual((await openH5Tokens(config(alone), options)).transform.describe());
  });

  test("may hold tables in a group and another number of objects", async () => {
    const path = inFolder();
    const { File } = await hdf5();
    const file = new File(path, "w");
    const group = file.create_group("tables");
    for (const name of ["a", "b", "c"]) group.create_dataset({ name, ...events(3, { tokens: 5 }) });
    file.close();
    const datasets = { x_train: "/tables/a", x_val: "/tables/b", x_test: "/tables/c" };
    const source = await openH5Tokens(config(path, { datasets, n_tokens: 5 }), options);
    expect(source.sizes.tokens).toBe(5);
  });
});

describe("a bad file is refused before anything else happens:", () => {
  const refusal = (path: string, other: object = {}, opened: Parameters<typeof openH5Tokens>[1] = options) =>
    expect(openH5Tokens(config(path, other), opened)).rejects;
  /** The good file with one number changed: `[data set, row, column, value]`. */
  const withNumber = async (dataset: "X_train" | "X_val" | "X_test", row: number, column: number, value: number) => {
    const tables = goodTables();
    tables[dataset].data[row * 92 + column] = value;
    return writeTables(inFolder(), tables);
  };

  test("missing, with the nearest name in the folder", async () => {
    const path = await writeTables(inFolder("four_tops.h5"), goodTables());
    await refusal(path.replace("four_tops", "for_tops")).toMatchObject({
      code: "data/file-missing",
      message: expect.stringContaining(`data.path=${path}`),
    });
  });

  test("missing, and its folder too", async () => {
    await refusal(join(temporaryFolder(), "no/where.h5")).toMatchObject({ code: "data/file-missing" });
  });

  test("a folder", async () => {
    await refusal(temporaryFolder()).toMatchObject({ code: "data/unreadable" });
  });

  test("not HDF5, or empty", async () => {
    const path = inFolder();
    writeFileSync(path, "E,pT,eta,phi\n1,2,3,4\n");
    await refusal(path).toMatchObject({ code: "data/not-hdf5" });
    writeFileSync(path, "");
    await refusal(path).toMatchObject({ code: "data/not-hdf5" });
  });

  test.each([100, 5000])("cut off after %i bytes", async (bytes) => {
    const path = await writeTables(inFolder(), goodTables());
    writeFileSync(path, readFileSync(path).subarray(0, bytes));
    await refusal(path).toMatchObject({ code: "data/truncated", message: expect.stringContaining(path) });
  });

  test("a chunk that no longer unpacks", async () => {
    const path = inFolder();
    const { File } = await hdf5();
    const file = new File(path, "w");
    for (const [name, table] of Object.entries(goodTables()))
      file.create_dataset({ name, ...table, chunks: [table.shape[0]!, 92], compression: "gzip" });
    file.close();
    const bytes = readFileSync(path);
    const packed = bytes.indexOf(Buffer.from([0x78, 0x5e])); // how a stream of level 4 begins
    expect(packed).toBeGreaterThan(0);
    writeFileSync(path, bytes.fill(0x55, packed, packed + 200));
    await refusal(path).toMatchObject({
      code: "data/truncated",
      message: expect.stringMatching(/X_train, rows 0 to 19/),
    });
  });

  test("without a data set, listing those there are and the nearest", async () => {
    const { X_train, ...others } = goodTables();
    await refusal(await writeTables(inFolder(), { X_trian: X_train, ...others })).toMatchObject({
      code: "data/dataset-missing",
      message: expect.stringMatching(/X_test, X_trian, X_val[\s\S]*data\.datasets\.x_train=X_trian/),
    });
  });

  test("without the labels the config names", async () => {
    const path = await writeTables(inFolder(), goodTables());
    await refusal(path, { datasets: { y_val: "truth" } }).toMatchObject({ code: "data/dataset-missing" });
  });

  test("another width, with the number of tokens that would fit", async () => {
    const path = await writeTables(inFolder(), { ...goodTables(), X_val: events(3, { tokens: 10 }) });
    await refusal(path).toMatchObject({
      code: "data/wrong-width",
      message: expect.stringMatching(/\[3, 52\], expected \[events, 92\][\s\S]*X_val[\s\S]*data\.n_tokens=10/),
    });
  });

  test("text where numbers should be", async () => {
    const { hdf5File, path } = { hdf5File: (await hdf5()).File, path: inFolder() };
    const file = new hdf5File(path, "w");
    const { X_train, ...others } = goodTables();
    for (const [name, table] of Object.entries(others)) file.create_dataset({ name, ...table });
    file.create_dataset({ name: "X_train", data: Array.from(X_train.data, String), shape: X_train.shape });
    file.close();
    await refusal(path).toMatchObject({ code: "data/wrong-type" });
  });

  test("no events", async () => {
    const path = await writeTables(inFolder(), {
      ...goodTables(),
      X_test: { data: new Float32Array(0), shape: [0, 92] },
    });
    await refusal(path).toMatchObject({ code: "data/empty", message: expect.stringContaining("X_test") });
  });

  test("training events without a single object", async () => {
    const path = await writeTables(inFolder(), { ...goodTables(), X_train: events(4, { objects: 0 }) });
    await refusal(path).toMatchObject({ code: "data/empty" });
  });

  test.each([
    ["NaN", "data/not-finite", objects + 5, Number.NaN, "pT of object 1"],
    ["infinity, even under the padding", "data/not-finite", 91, Number.POSITIVE_INFINITY, "phi of object 17"],
    ["a negative id", "data/negative-id", 1, -1, "id of object 1"],
    ["an id that is no whole number", "data/non-integer-id", 2, 1.5, "id of object 2"],
    ["an id as large as a momentum", "data/id-too-large", 2, 45_000, "id of object 2"],
    ["a particle without energy", "data/nonpositive-momentum", objects, 0, "E of object 0"],
    ["a particle with negative momentum", "data/nonpositive-momentum", objects + 9, -3, "pT of object 2"],
    ["a negative MET", "data/negative-met", met, -1, "MET"],
  ])("%s", async (_, code, column, value, name) => {
    await refusal(await withNumber("X_val", 3, column, value)).toMatchObject({
      code,
      message: expect.stringMatching(new RegExp(`^${name} is [\\s\\S]*data set X_val, row 3, column ${column}`)),
    });
  });

  test("GeV called logarithms of MeV", async () => {
    const path = await writeTables(inFolder(), goodTables());
    await refusal(path, { unit: "logMeV" }).toMatchObject({ code: "data/wrong-unit" });
  });

  test("a type that only validation events have, where the reference would index beyond its table", async () => {
    const path = await withNumber("X_val", 1, 0, 9);
    await refusal(path, {}, { compat: "reference", seed: 1 }).toMatchObject({
      code: "data/unseen-type",
      message: expect.stringContaining("X_val, row 1"),
    });
    expect((await openH5Tokens(config(path), options)).sizes.types).toBe(10);
  });

  test("labels that are too few or no whole numbers", async () => {
    const labels = (data: number[]): Table => ({ data: Float64Array.from(data), shape: [data.length] });
    const few = await writeTables(inFolder(), { ...goodTables(), y_val: labels([1, 2]) });
    await refusal(few).toMatchObject({ code: "data/wrong-labels" });
    const broken = await writeTables(inFolder(), { ...goodTables(), y_val: labels([1, 2, 1, 2, 1.5, 0]) });
    await refusal(broken).toMatchObject({ code: "data/wrong-labels", message: expect.stringContaining("row 4") });
  });
});

test("the reference takes no logarithm, so zero momenta are let through", async () => {
  const tables = goodTables();
  tables.X_train.data[objects] = 0;
  const path = await writeTables(inFolder(), tables);
  expect((await openH5Tokens(config(path), { compat: "reference", seed: 1 })).counts.train).toBe(20);
});

test("suspicious units are said aloud and not refused", async () => {
  const tables = goodTables();
  for (const { data } of Object.values(tables))
    for (let row = 0; row < data.length; row += 92)
      for (let i = row + objects; i < row + 92; i += 4) data.set([data[i]! * 1000, data[i + 1]! * 1000], i);
  const path = await writeTables(inFolder(), tables);
  expect((await openH5Tokens(config(path), options)).warnings.join()).toContain("data.unit=MeV");
  expect((await openH5Tokens(config(path, { unit: "MeV" }), options)).warnings).toEqual([]);
});

test.each([
  ["num_workers", 4],
  ["norm", "minmax"],
  ["globals", { present: false, size: 0 }],
  ["unit", "keV"],
  ["shuffle", true],
])("a config key without effect is only accepted with what is true: %s", (key, value) => {
  expect(h5TokensConfig.safeParse({ kind: "h5_tokens", path: "x.h5", [key]: value }).success).toBe(false);
});

describe("files made by others", () => {
  const files = [
    ["data/events-hep/cms_heptut_diboson_qcd.h5", "GeV"],
    ["data/events-hep/dm_monojet.h5", "GeV"],
    ["data/events-hep/real_cms2011_zmumu.h5", "GeV"],
    ["data/events-hep/real_cms2012_display.h5", "GeV"],
    ["data/events-hep/spanet_ttbar_allhad.h5", "GeV"],
    ["golden/reference/events_small.h5", "GeV"],
    ["golden/reference/events_small_gzip.h5", "GeV"],
    ["golden/reference/events_small_logmev.h5", "logMeV"],
  ].map(([name, unit]) => ({ name: name!, unit, ...shared(name!) }));

  for (const { name, unit, path, missing } of files)
    test.skipIf(missing)(`${name} is read without a complaint`, async () => {
      for (const compat of ["none", "reference"] as const) {
        const source = await openH5Tokens(config(path, { unit }), { compat, seed: 1 });
        // one of them has no MET, and says so of each split
        const noMet = expect.stringContaining("MET is 0 in every event");
        expect(source.warnings).toEqual(name.includes("zmumu") ? [noMet, noMet, noMet] : []);
        expect(source.first("train", 1000).tokens.every(Number.isFinite)).toBe(true);
      }
    });

  const small = shared("golden/reference/events_small.h5");
  const packed = shared("golden/reference/events_small_gzip.h5");
  test.skipIf(small.missing || packed.missing)("packed chunks of a newer format hold the same numbers", async () => {
    const copy = inFolder();
    mkdirSync(join(copy, ".."), { recursive: true });
    copyFileSync(packed.path, copy);
    const [plain, gzip] = [
      await openH5Tokens(config(small.path, { limit_samples: 400 }), options),
      await openH5Tokens(config(copy), options),
    ];
    expect(gzip.first("test", 400)).toEqual(plain.first("test", 400));
  });
});
