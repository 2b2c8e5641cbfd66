/** @file A run or a sweep that is named wrongly is answered with a command that works. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FixableError } from "#utils/fixable-error.ts";
import { readExportArguments } from "../../../../src/cli/train/commands/export-arguments.ts";
import { folderAmong, wantedFolder } from "../../../../src/cli/train/outputs/wanted-folder.ts";
import { temporaryFolder } from "../../run-command.ts";

let root = "";
const [RUN, FINISHED, EXP] = [
  "run_20261126-010000_ae_vq",
  "run_20261126-010000_ae_none_job1",
  "exp_20261126-010000_ae",
];

beforeEach(() => {
  root = temporaryFolder();
  vi.stubEnv("THESIS_OUTPUT_ROOT", root);
  const write = (path: string, text: string) => {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const points = ["run_20261126-010000_ae_none_job0", FINISHED].map((run, number) => {
    write(`runs/${run}/.hydra/config.yaml`, "");
    return { number, overrides: [], config: `points/${number}`, run: `../../runs/${run}`, environment: {} };
  });
  write(`runs/${RUN}/.hydra/config.yaml`, "");
  write(`runs/${FINISHED}/facts/status.json`, JSON.stringify({ status: "finished", reason: null }));
  write(`multiruns/${EXP}/manifest.json`, JSON.stringify({ schema_version: 1, points }));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const forRuns = { kinds: ["run"], command: (run: string) => `evaluate run=${run}` } as const;
const forSweeps = { kinds: ["sweep"], command: (sweep: string) => `sweep-status ${sweep}` } as const;

function refusal(ask: () => string): { readonly code: string; readonly fix: string | undefined } {
  try {
    ask();
  } catch (error) {
    const { code, message } = error as FixableError;
    return { code, fix: /try: {3}(.*)$/.exec(message)?.[1] };
  }
  throw new Error("was not refused");
}

test("one that is right is taken", () => {
  expect(wantedFolder({ typed: join(root, "runs", RUN), ...forRuns })).toBe(join(root, "runs", RUN));
  expect(folderAmong([`run=${join(root, "runs", RUN)}`], "run", forRuns)).toBe(join(root, "runs", RUN));
  expect(folderAmong([join(root, "multiruns", EXP)], null, forSweeps)).toBe(join(root, "multiruns", EXP));
});

test.each([
  ["a letter is wrong", () => join(root, "runs/run_20261126-010000_ae_vp"), () => RUN],
  ["the folders before it are missing", () => RUN, () => RUN],
  ["one of its files is named", () => join(root, "runs", RUN, "last.pt"), () => RUN],
])("a run where %s is answered with the run that was meant", (_, typed, meant) => {
  expect(refusal(() => wantedFolder({ typed: typed(), ...forRuns }))).toEqual({
    code: "train/no-run",
    fix: `evaluate run=${join(root, "runs", meant())}`,
  });
});

test("a sweep where a run is wanted is answered with its first finished run, a run with its sweep", () => {
  expect(refusal(() => wantedFolder({ typed: join(root, "multiruns", EXP), ...forRuns }))).toEqual({
    code: "train/is-sweep",
    fix: `evaluate run=${join(root, "runs", FINISHED)}`,
  });
  expect(refusal(() => wantedFolder({ typed: join(root, "runs", FINISHED), ...forSweeps }))).toEqual({
    code: "train/is-run",
    fix: `sweep-status ${join(root, "multiruns", EXP)}`,
  });
});

test("where none is named, the newest is offered", () => {
  expect(refusal(() => folderAmong([], null, forSweeps))).toEqual({
    code: "train/which-folder",
    fix: `sweep-status ${join(root, "multiruns", EXP)}`,
  });
  expect(refusal(() => wantedFolder({ typed: "", ...forRuns }))).toMatchObject({
    fix: `evaluate run=${join(root, "runs", RUN)}`,
  });
});

test("the newest is one that commands can open, and no run of the Python system", () => {
  const python = join(root, "runs/run_20270101-000000_ae_vq");
  mkdirSync(python);
  writeFileSync(join(python, "cfg.yaml"), "");
  expect(refusal(() => wantedFolder({ typed: "", ...forRuns }))).toEqual({
    code: "train/no-run",
    fix: `evaluate run=${join(root, "runs", RUN)}`,
  });
  expect(() => readExportArguments(["what=model"])).toThrow(
    expect.objectContaining({ fixes: [`thesis-train export run=${join(root, "runs", RUN)} what=model`] }),
  );
});

test("an empty name is not the run that one stands in", () => {
  vi.spyOn(process, "cwd").mockReturnValue(join(root, "runs", RUN));
  expect(refusal(() => wantedFolder({ typed: "", ...forRuns })).code).toBe("train/no-run");
});

test("where nothing is near, what there is can be listed", () => {
  expect(refusal(() => wantedFolder({ typed: "nothing-like-it", ...forRuns }))).toEqual({
    code: "train/no-run",
    fix: `ls ${join(root, "runs")}`,
  });
  vi.stubEnv("THESIS_OUTPUT_ROOT", join(root, "empty"));
  expect(refusal(() => folderAmong([], null, forSweeps))).toEqual({ code: "train/which-folder", fix: undefined });
});

test("folders with blanks are advised as a shell takes them", () => {
  const root = join(temporaryFolder(), "my out");
  vi.stubEnv("THESIS_OUTPUT_ROOT", root);
  mkdirSync(join(root, "runs", RUN, ".hydra"), { recursive: true });
  expect(refusal(() => wantedFolder({ typed: "nothing-like-it", ...forRuns })).fix).toBe(`ls '${join(root, "runs")}'`);
  writeFileSync(join(root, "runs", RUN, ".hydra/config.yaml"), "");
  expect(refusal(() => wantedFolder({ typed: "", ...forRuns })).fix).toBe(`evaluate run='${join(root, "runs", RUN)}'`);
  expect(refusal(() => wantedFolder({ typed: join(root, "runs", RUN), ...forSweeps })).fix).toBe(
    `cat '${join(root, "runs", RUN, "facts/status.json")}'`,
  );
});

test("a key that is mistaken, or needless, is put right", () => {
  const [run, sweep] = [join(root, "runs", RUN), join(root, "multiruns", EXP)];
  const code = "train/which-folder";
  expect(refusal(() => folderAmong([`runs=${run}`], "run", forRuns))).toEqual({ code, fix: `evaluate run=${run}` });
  expect(refusal(() => folderAmong([`run=${sweep}`], null, forSweeps))).toEqual({ code, fix: `sweep-status ${sweep}` });
});
