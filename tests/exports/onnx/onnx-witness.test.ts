/**
 * @file ONNX itself as a witness: its checker takes every file, and its reference implementation, which shares no code with
 * any ONNX Runtime, finds the training's numbers in it. Skips aloud where Python has no onnx.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { partsOfModel, toOnnxFile } from "#exports";
import { openTrainingPath } from "../../../src/exports/training-path.ts";
import { bottlenecks, decoders, encoders, type SmallModel, smallRun } from "../small-models.ts";

const environment = { ...process.env, PYTHONPATH: join(import.meta.dirname, "../../../.witnesses/onnx") };
const python = ["python3", "/usr/bin/python3"].find(
  (command) => spawnSync(command, ["-c", "import onnx.reference"], { env: environment, timeout: 60_000 }).status === 0,
);
if (python === undefined) console.warn("skipped: no python3 with onnx (scripts/install-witnesses.sh)");

/** Prints the largest difference of each output of each file, relative to numbers larger than one. */
const COMPARE = `
import json, sys, numpy as np, onnx
from onnx.reference import ReferenceEvaluator
said = json.load(sys.stdin)
array = lambda host: np.array(host["data"], dtype=host["dtype"]).reshape(host["shape"])
far = lambda a, b: float(np.max(np.abs(a - b) / np.maximum(1, np.abs(b))))
def differences(path):
    onnx.checker.check_model(path, full_check=True)
    evaluator = ReferenceEvaluator(path)
    results = evaluator.run(None, {name: array(said[name]) for name in evaluator.input_names})
    return {name: far(value, array(said[name])) for name, value in zip(evaluator.output_names, results)}
print(json.dumps({path: differences(path) for path in sys.argv[1:]}))
`;

const models: Readonly<Record<string, SmallModel>> = {
  "perceptrons and a codebook": { latent_space: bottlenecks["vq"]! },
  "message passing and levels": {
    encoder: encoders["gnn"]!,
    decoder: decoders["gnn"]!,
    latent_space: bottlenecks["fsq"]!,
  },
  "attention and three codebooks": {
    encoder: encoders["transformer"]!,
    decoder: decoders["transformer"]!,
    latent_space: bottlenecks["residual_vq"]!,
  },
  "a denoiser": { decoder: decoders["diffusion"]!, latent_space: bottlenecks["variational"]! },
};

describe.skipIf(python === undefined)("ONNX's own implementation", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "onnx-witness-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(Object.entries(models))("has the same numbers for %s", async (_, wish) => {
    const run = await smallRun({ ...wish, events: 20 });
    await using training = openTrainingPath(run);
    const { values } = await training.answers(run.data.first("val", 6));
    const said = Object.fromEntries(
      Object.entries(values).map(([name, { data, ...type }]) => [name, { ...type, data: Array.from(data, Number) }]),
    );
    const paths: string[] = [];
    for (const [name, part] of Object.entries(partsOfModel)) {
      if (part.lacking(run.model) !== null) continue;
      const path = join(folder, `${name}.onnx`);
      writeFileSync(path, (await toOnnxFile(run, part)).bytes);
      paths.push(path);
    }
    const differences = ask(paths, said);
    expect(Object.keys(differences)).toEqual(paths);
    for (const [path, outputs] of Object.entries(differences)) {
      expect(Object.keys(outputs).length).toBeGreaterThan(0);
      for (const [output, far] of Object.entries(outputs)) expect(far, `${path}: ${output}`).toBeLessThan(2e-5);
    }
  });

  function ask(paths: readonly string[], said: object): Record<string, Record<string, number>> {
    const { status, stdout, stderr } = spawnSync(python!, ["-c", COMPARE, ...paths], {
      input: JSON.stringify(said),
      encoding: "utf8",
      env: environment,
    });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as Record<string, Record<string, number>>;
  }
});
