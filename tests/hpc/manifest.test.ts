/** @file The plan of a sweep on disk: what is written is read again, and what is not a plan is told. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { parsePointArgument, pointOf, readManifest, runFolderOf, writeManifest } from "#hpc";
import { sweepFolderIn, temporaryFolder } from "./points.ts";

const plan = (folder: string) => ({
  argv: ["--multirun", "a=1,2"],
  workingFolder: folder,
  launcher: { kind: "local", n_jobs: 2, retries: 0 },
  points: [0, 1].map((number) => ({
    number,
    overrides: [`a=${number + 1}`],
    run: join(folder, `runs/job${number}`),
    environment: {},
    files: { "config.yaml": `a: ${number + 1}\n` },
  })),
});

test("a plan is read as it was written, also after all outputs were moved", async () => {
  const folder = temporaryFolder();
  const sweep = sweepFolderIn(folder);
  const written = await writeManifest(sweep, plan(folder));
  expect(readManifest(sweep)).toEqual(written);
  const moved = `${folder}/moved`;
  mkdirSync(moved);
  renameSync(join(folder, "multiruns"), join(moved, "multiruns"));
  const place = join(moved, "multiruns/exp");
  const manifest = readManifest(place);
  expect(manifest.points.map((point) => relative(moved, runFolderOf(point, place)))).toEqual([
    "runs/job0",
    "runs/job1",
  ]);
  expect(readFileSync(join(place, manifest.points[1]!.config, "config.yaml"), "utf8")).toBe("a: 2\n");
});

test("what is no plan is refused by name", async () => {
  const folder = sweepFolderIn(temporaryFolder());
  expect(() => readManifest(folder)).toThrow(expect.objectContaining({ code: "hpc/no-sweep" }));
  for (const text of ["{", "null", "[]", '{"schema_version": 2, "points": []}', '{"schema_version": 1}']) {
    writeFileSync(join(folder, "manifest.json"), text);
    expect(() => readManifest(folder), text).toThrow(expect.objectContaining({ code: "hpc/bad-manifest" }));
  }
  const manifest = await writeManifest(folder, plan(folder));
  expect(() => pointOf(manifest, 2, folder)).toThrow(expect.objectContaining({ code: "hpc/no-point" }));
});

test("a point is named by the manifest or its folder, # and a number", () => {
  expect(parsePointArgument("/a/exp#1/manifest.json#12")).toEqual({ sweepFolder: "/a/exp#1", number: 12 });
  expect(parsePointArgument("/a/exp#3")).toEqual({ sweepFolder: "/a/exp", number: 3 });
  for (const text of ["", "/a/manifest.json", "/a/manifest.json#", "/a/manifest.json#-1", "#x"]) {
    expect(() => parsePointArgument(text), text).toThrow(expect.objectContaining({ code: "hpc/bad-point" }));
  }
});
