/** @file `thesis-train export`: files that other programs read, and answers to what is mistyped. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCheckpoint } from "#checkpoints";
import { dataConfig, openEvents } from "#data";
import { hdf5 } from "../../../../src/data/h5-loader.ts";
import { runCommand } from "../../run-command.ts";

const SMALL = ["data.path=events.h5", "threads=1"];
const QUICK = ["phase1.trainer.epochs=1", "logging.make_plots=false"];
const WITNESSES = join(import.meta.dirname, "../../../../.witnesses/python");
const ENVIRONMENT = { ...process.env, PYTHONPATH: WITNESSES };
const python = ["python3", "/usr/bin/python3"].find(
  (command) =>
    spawnSync(command, ["-c", "import onnxruntime, h5py"], { env: ENVIRONMENT, timeout: 60_000 }).status === 0,
);
if (python === undefined) console.warn("skipped: no python3 with onnxruntime and h5py (scripts/install-witnesses.sh)");

let folder: string;
const run = (...words: string[]) => runCommand("train", words, { folder });
const wanted = (what: string, ...rest: string[]) => run("export", "run=vq", `what=${what}`, ...rest);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "thesis-export-"));
  expect(await runCommand("simulate", ["out=events.h5", "events=450"], { folder })).toMatchObject({ exitCode: 0 });
  const codes = ["phase1/latent_space=vq", "phase1.latent_space.codebook_size=16", "hydra.run.dir=vq"];
  for (const words of [codes, ["hydra.run.dir=plain"], ["loop=test_mlp", "hydra.run.dir=mlp"]]) {
    const finished = await run(...SMALL, ...QUICK, ...words);
    expect(finished, finished.stderr).toMatchObject({ exitCode: 0 });
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a model is checked, written into its run, and told of", async () => {
  const finished = await wanted("model");
  expect(finished, finished.stderr).toMatchObject({ exitCode: 0 });
  expect(finished.stdout).toContain("export: vq/exports/model.onnx");
  expect(finished.stdout).toContain("in   particles [batch, 18, 4]: E [GeV], pT [GeV], eta, phi [rad]");
  expect(finished.stdout).toMatch(/onnxruntime-web [\d.]+ on 68 validation events: largest difference \d\.\de-\d+/);
  expect(existsSync(join(folder, "vq/exports/model.onnx"))).toBe(true);
});

test("reconstructions are an events file again", async () => {
  expect(await wanted("reconstructions")).toMatchObject({ exitCode: 0 });
  const path = join(folder, "vq/exports/reconstructions.h5");
  const { counts, labels } = await openEvents(dataConfig.parse({ kind: "h5_tokens", path }), {
    compat: "none",
    seed: 0,
  });
  expect(counts).toEqual({ train: 314, val: 68, test: 68 });
  expect(labels("test")).toHaveLength(68);
});

test("tokens are one code for each object, -1 for padding", async () => {
  expect(await wanted("tokens", "out=somewhere/tokens.h5")).toMatchObject({ exitCode: 0 });
  const { File } = await hdf5();
  const file = new File(join(folder, "somewhere/tokens.h5"), "r");
  const read = (name: string) => {
    const { shape, value } = file.get(name) as unknown as { shape: number[]; value: BigInt64Array };
    return { shape, values: Array.from(value, Number) };
  };
  const [codes, types, ofGlobals] = [read("codes_val"), read("types_val"), read("globals_codes_val")];
  file.close();
  expect(codes.shape).toEqual([68, 18]);
  expect(codes.values.map((code) => code === -1)).toEqual(types.values.map((type) => type === 0));
  expect(Math.max(...codes.values)).toBeLessThan(16);
  expect(ofGlobals.shape).toEqual([68]);
  expect(ofGlobals.values.every((code) => code >= 0 && code < 16)).toBe(true);
});

test("weights are what the checkpoint has, as safetensors and as a state dict, and start another run", async () => {
  expect(await wanted("weights")).toMatchObject({ exitCode: 0 });
  expect(await wanted("weights", "out=weights.pt")).toMatchObject({ exitCode: 0 });
  const expected = await readCheckpoint(join(folder, "vq/best_val.pt"));
  expect(await readCheckpoint(join(folder, "vq/exports/weights.safetensors"))).toEqual(expected);
  expect(await readCheckpoint(join(folder, "weights.pt"))).toEqual(expected);
  const init = ["phase1.trainer.init_from=vq/exports/weights.safetensors", "phase1.trainer.lr=1e-12"];
  const same = ["phase1/latent_space=vq", "phase1.latent_space.codebook_size=16", "phase1.trainer.freeze=[bottleneck]"];
  const second = await run(...SMALL, ...QUICK, ...same, ...init, "hydra.run.dir=second");
  expect(second, second.stderr).toMatchObject({ exitCode: 0 });
  const again = await readCheckpoint(join(folder, "second/best_val.pt"));
  for (const [name, { data }] of expected)
    Array.from(data as Float32Array).forEach((x, i) => void expect(again.get(name)!.data[i], name).toBeCloseTo(x, 5));
});

test.each([
  ["a name that is nearly one", ["run=vq", "what=modle"], "exports/unknown-what", "what=model"],
  ["a run that is not there", ["run=nowhere", "what=model"], "train/no-run", "nowhere"],
  [
    "the tokenizer of a run without codes",
    ["run=plain", "what=tokenizer"],
    "exports/no-such-part",
    "run=plain what=encoder",
  ],
  [
    "the same for a file of that kind",
    ["run=plain", "out=t.onnx", "what=tokenizer"],
    "exports/no-such-part",
    "out=t.onnx what=encoder",
  ],
  [
    "tokens of a run without codes",
    ["run=plain", "out=t.h5", "what=tokens"],
    "exports/no-such-part",
    "export run=plain what=encoder",
  ],
  ["the model of a loop without one", ["run=mlp", "what=model"], "stored-runs/no-model", "loop=test_mlp"],
])("%s is answered", async (_, words, code, answer) => {
  const { exitCode, stderr } = await run("export", ...words);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(code);
  expect(stderr).toContain(answer);
});

test("an events file that has moved is named, also to evaluate, and must be the same", async () => {
  renameSync(join(folder, "events.h5"), join(folder, "moved.h5"));
  const missing = await wanted("encoder");
  expect(missing.stderr).toContain("data/file-missing");
  expect(missing.stderr).toContain("data.path=moved.h5");
  expect(await wanted("encoder", "data.path=moved.h5")).toMatchObject({ exitCode: 0 });
  const other = await wanted("encoder", "data.path=vq/exports/reconstructions.h5");
  expect(other.stderr).toContain("stored-runs/other-data");
  expect(other.stderr).toContain("data.path=… names the one that it read");
  const unmeasured = await run("evaluate", "run=vq");
  expect(unmeasured.stderr).toContain("data.path=moved.h5");
  const measured = await run("evaluate", "run=vq", "data.path=moved.h5");
  expect(measured.stdout).toContain("as before, but for the latency");
  renameSync(join(folder, "moved.h5"), join(folder, "events.h5"));
});

test("export alone says what there is", async () => {
  const { exitCode, stdout } = await run("export");
  expect(exitCode).toBe(0);
  for (const name of ["model", "encoder", "decoder", "tokenizer", "tokens", "reconstructions", "weights"])
    expect(stdout).toMatch(new RegExp(`^ {4}${name} `, "m"));
});

test("a file outside the run is replaced only where that is asked for", async () => {
  writeFileSync(join(folder, "mine.onnx"), "mine");
  expect(await wanted("encoder", "out=mine.onnx")).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("exports/file-exists"),
  });
  expect(await wanted("encoder", "out=mine.onnx", "force=true")).toMatchObject({ exitCode: 0 });
});

describe.skipIf(python === undefined)("Python's onnxruntime", () => {
  const ask = (program: string) => {
    const { status, stdout, stderr } = spawnSync(python!, ["-c", program], {
      cwd: folder,
      encoding: "utf8",
      env: ENVIRONMENT,
    });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as unknown;
  };

  test("gives the codes of the HDF5 file for the events as they stand in theirs, and reads who the file is", async () => {
    for (const what of ["tokenizer", "tokens"]) expect(await wanted(what)).toMatchObject({ exitCode: 0 });
    const told = ask(`
import json, h5py, numpy as np, onnxruntime as ort
events = h5py.File("events.h5")["X_val"][:]
types, particles = events[:, :18].astype(np.int64), events[:, 20:].reshape(-1, 18, 4)
tokenizer = ort.InferenceSession("vq/exports/tokenizer.onnx")
fed = {"types": types, "particles": particles, "globals": events[:, 18:20]}
[codes, of_globals] = tokenizer.run(["codes", "globals_codes"], fed)
stored = h5py.File("vq/exports/tokens.h5")
about = tokenizer.get_modelmeta().custom_metadata_map
print(json.dumps({
    "shape": list(codes.shape),
    "padding": bool(((codes == -1) == (types == 0)).all()),
    "equal": bool((codes == stored["codes_val"][:]).mean() > 0.999),
    "globals": bool((of_globals == stored["globals_codes_val"][:]).mean() > 0.98),
    "types": bool((stored["types_val"][:] == types).all()),
    "names": [[i.name, i.shape] for i in tokenizer.get_inputs()],
    "codebook": about["codebook_size"], "loop": about["loop"], "unit": about["unit"],
    "origin": stored.attrs["run_id"] == about["run_id"],
}))`);
    expect(told).toEqual({
      shape: [68, 18],
      padding: true,
      equal: true,
      globals: true,
      types: true,
      names: expect.arrayContaining([
        ["types", ["batch", 18]],
        ["particles", ["batch", 18, 4]],
        ["globals", ["batch", 2]],
      ]),
      ...{ codebook: "16", loop: "ae", unit: "GeV", origin: true },
    });
  });
});
