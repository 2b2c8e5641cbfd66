/** @file Trainings that begin elsewhere, end early or look at little: `init_from`, early stopping, `debug=…`. */
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readCheckpoint } from "#checkpoints";
import { isMissing, referencePath } from "../../../checkpoints/shared-files.ts";
import { runCommand, temporaryFolder } from "../../run-command.ts";

const SMALL = ["data=synthetic", "data.n_train=600", "data.n_val=200", "data.n_test=200", "threads=1"];
const TOO_MANY = availableParallelism() + 1;

async function trainWith(...overrides: string[]) {
  const folder = temporaryFolder();
  const finished = await runCommand("train", [...SMALL, ...overrides], { folder });
  expect(finished, finished.stderr).toMatchObject({ exitCode: 0 });
  const runs = join(folder, "outputs/runs");
  const [run] = readdirSync(runs);
  const read = (name: string) => readFileSync(join(runs, run!, name), "utf8");
  return {
    ...finished,
    read,
    facts: read("facts/events.jsonl")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  };
}

test("debug=fast_dev_run takes one batch of each split through everything, its tests included", async () => {
  const { stdout, facts, read } = await trainWith("debug=fast_dev_run", `threads=${TOO_MANY}`);
  expect(facts.map(({ moment }) => moment)).toEqual([
    "on_start",
    "on_validation_end",
    "on_epoch_end",
    "on_train_end",
    "on_test_end",
  ]);
  const { parameters, parameters_by_part, train_events, steps_per_epoch } = facts[0];
  expect({ train_events, steps_per_epoch }).toEqual({ train_events: 128, steps_per_epoch: 1 });
  expect(parameters_by_part.encoder + parameters_by_part.decoder).toBe(parameters);
  expect(JSON.parse(read("evaluation.json"))).toMatchObject({ split: "test" });
  expect(stdout).toContain(`threads=${TOO_MANY} on ${availableParallelism()} cores`);
});

test("debug=overfit_one_batch says how far the loss of one batch fell", async () => {
  const { stdout } = await trainWith(
    "debug=overfit_one_batch",
    "phase1.trainer.epochs=2",
    "phase1.trainer.limit_batches=20",
  );
  expect(stdout).toMatch(/learning one batch by heart: the loss went from [\d.]+ to [\d.]+/);
});

test("a run that stopped early is finished, and says why", async () => {
  const early = ["phase1.trainer.early_stopping.patience=1", "phase1.trainer.early_stopping.min_delta=1000"];
  const { stdout, read } = await trainWith("debug=fast_dev_run", "phase1.trainer.epochs=5", ...early);
  const { status, reason, epochs_done, epochs } = JSON.parse(read("facts/status.json"));
  expect({ status, reason, epochs_done, epochs }).toEqual({
    ...{ status: "finished", reason: "early_stopping", epochs_done: 2, epochs: 5 },
  });
  expect(stdout).toContain("stopped early after 2 epochs");
  expect(read("facts/scalars.csv").split("\n")[0]).toContain("metric_lr");
});

test("loop=test_mlp opens no events: a file that is not there does not matter", async () => {
  const folder = temporaryFolder();
  const args = ["loop=test_mlp", "data.path=nowhere.h5", "threads=1", "debug=fast_dev_run", "+test_mlp.task=binary"];
  const finished = await runCommand("train", args, { folder });
  expect(finished, finished.stderr).toMatchObject({ exitCode: 0 });
  expect(finished.stdout).toContain("from vectors made in memory");
});

test("phase1.trainer.init_from begins with the weights of another run, and refuses those of another model", async () => {
  const folder = temporaryFolder();
  const train = (...args: string[]) => runCommand("train", ["loop=test_mlp", "threads=1", ...args], { folder });
  const finished = await train("phase1.trainer.epochs=3", "hydra.run.dir=first");
  expect(finished, finished.stderr).toMatchObject({ exitCode: 0 });
  const init = "phase1.trainer.init_from=first/best_val.pt";
  expect(await train(init, "hydra.run.dir=second", "phase1.trainer.lr=1e-12", "phase1.trainer.epochs=1")).toMatchObject(
    {
      exitCode: 0,
    },
  );
  const best = (run: string) => readCheckpoint(join(folder, run, "best_val.pt"));
  const [first, second] = [await best("first"), await best("second")];
  for (const [name, { data }] of first)
    Array.from(data as Float32Array).forEach((x, i) => void expect(second.get(name)!.data[i]).toBeCloseTo(x, 5));
  const refused = await train(init, "+test_mlp.hidden=[3]");
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain("train/other-model");
});

test("phase1.trainer.init_parts takes an encoder under another decoder, and names parts that are not there", async () => {
  const folder = temporaryFolder();
  const train = (...args: string[]) => runCommand("train", [...SMALL, "phase1.trainer.epochs=1", ...args], { folder });
  const finished = await train("hydra.run.dir=first", "logging.make_plots=false");
  expect(finished, finished.stderr).toMatchObject({ exitCode: 0 });
  const init = ["phase1.trainer.init_from=first/best_val.pt", "phase1.decoder.dec_hidden=[16]"];
  const kept = [...init, "phase1.trainer.freeze=[encoder]", "phase1.trainer.init_parts=[encoder]"];
  const second = await train("hydra.run.dir=second", "logging.make_plots=false", ...kept);
  expect(second, second.stderr).toMatchObject({ exitCode: 0 });
  const best = (run: string) => readCheckpoint(join(folder, run, "best_val.pt"));
  const [before, after] = [await best("first"), await best("second")];
  const encoder = [...before.keys()].filter((name) => name.startsWith("encoder."));
  expect(encoder.length).toBeGreaterThan(0);
  for (const name of encoder) expect(after.get(name), name).toEqual(before.get(name));

  const refused = await train(...init, "phase1.trainer.init_parts=[decoder]");
  expect(refused.stderr).toContain("train/other-model");
  const unknown = await train(...init, "phase1.trainer.init_parts=[encodr]");
  expect(unknown.stderr).toContain("phase1.trainer.init_parts=[encoder]");
});

const golden = ["pt", "events_small.h5"].map((name) => referencePath(name));

describe.skipIf(golden.some(isMissing))("weights of the Python system", () => {
  test.each([
    ["none_zip.pt", "none"],
    ["vq_ema_zip.pt", "vq"],
    ["linear_legacy.pt", "linear"],
  ])("%s begins a run, which is exported like any other", async (file, bottleneck) => {
    const folder = temporaryFolder();
    const path = referencePath("pt", file);
    const python = [`data.path=${golden[1]}`, "data.limit_samples=60", "compat=reference", "threads=1"];
    const quick = [
      "phase1.trainer.epochs=1",
      "phase1.trainer.lr=1e-12",
      "logging.make_plots=false",
      "hydra.run.dir=run",
    ];
    const init = [`phase1/latent_space=${bottleneck}`, `phase1.trainer.init_from=${path}`];
    const finished = await runCommand("train", [...python, ...quick, ...init], { folder });
    expect(finished, finished.stderr).toMatchObject({ exitCode: 0 });
    const [theirs, ours] = [await readCheckpoint(path), await readCheckpoint(join(folder, "run/best_val.pt"))];
    expect([...ours.keys()]).toEqual([...theirs.keys()]);
    const net = "encoder.net.0.weight";
    Array.from(theirs.get(net)!.data as Float32Array).forEach((x, i) => {
      expect(ours.get(net)!.data[i]).toBeCloseTo(x, 5);
    });
    const exported = await runCommand("train", ["export", "run=run", "what=model"], { folder });
    expect(exported, exported.stderr).toMatchObject({ exitCode: 0 });
  });
});
