/** @file `thesis-train` end to end: a whole run on small simulated events. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readCheckpoint } from "#checkpoints";
import { runCommand, temporaryFolder } from "../../run-command.ts";

const SMALL = ["data=synthetic", "data.n_train=600", "data.n_val=200", "data.n_test=200", "phase1.trainer.epochs=2"];
const PLAIN = [...SMALL, "logging.make_plots=false", "threads=1"];

async function trainIn(folder: string, ...overrides: string[]) {
  const finished = await runCommand("train", overrides, { folder });
  expect(finished, finished.stderr).toMatchObject({ exitCode: 0 });
  const runs = readdirSync(join(folder, "outputs/runs")).map((name) => join(folder, "outputs/runs", name));
  return { ...finished, runs, run: runs.at(-1)! };
}

const factsOf = (run: string) =>
  readFileSync(join(run, "facts/events.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

const lossesOf = (run: string) =>
  readFileSync(join(run, "facts/scalars.csv"), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(",").slice(0, 4).join());

describe("a run", () => {
  test("leaves snapshot, facts, figures and weights, and says where they are", async () => {
    const { run, stdout } = await trainIn(temporaryFolder(), ...SMALL, "phase1/latent_space=vq");
    expect(readdirSync(join(run, ".hydra")).sort()).toEqual(["config.yaml", "hydra.yaml", "overrides.yaml"]);
    expect(readFileSync(join(run, ".hydra/overrides.yaml"), "utf8")).toContain("- phase1/latent_space=vq");
    expect(factsOf(run).map(({ moment }) => moment)).toEqual([
      "on_start",
      "on_validation_end",
      "on_epoch_end",
      "on_validation_end",
      "on_epoch_end",
      "on_train_end",
      "on_test_end",
    ]);
    expect(JSON.parse(readFileSync(join(run, "facts/status.json"), "utf8")).status).toBe("finished");
    expect(JSON.parse(readFileSync(join(run, "facts/meta.json"), "utf8")).axes).toMatchObject({
      encoder: "mlp",
      latent_space: "vq",
      ...{ globals_beta: 0.01, ema_decay: expect.any(Number), "trainer.ema_decay": "auto", grad_clip: 1 },
      ...{ precision: "float32", "encoder.dropout": 0 },
    });
    const figures = readdirSync(join(run, "figures"));
    for (const family of ["losses", "metrics", "codebook", "recon", "latency"]) {
      expect(figures).toContain(`${family}-on_train_end-e001.png`);
    }
    expect(readlinkSync(join(run, "model.pt"))).toBe("best_val.pt");
    const weights = await readCheckpoint(join(run, "model.pt"));
    expect([...weights.keys()]).toContain("bottleneck.quant.codebook");
    expect(stdout).toContain(join("outputs", "runs"));
    expect(stdout).toMatch(/epoch 2\/2 .*train \d.* val \d/);
  });

  test("of the same seed has the same losses and the same weights, byte by byte", async () => {
    const args = [...PLAIN, "phase1/latent_space=vq"];
    const [first, second] = [await trainIn(temporaryFolder(), ...args), await trainIn(temporaryFolder(), ...args)];
    expect(lossesOf(first.run)).toEqual(lossesOf(second.run));
    expect(readFileSync(join(first.run, "last.pt"))).toEqual(readFileSync(join(second.run, "last.pt")));
    const other = await trainIn(temporaryFolder(), ...args, "phase1.trainer.seed=7");
    expect(lossesOf(other.run)).not.toEqual(lossesOf(first.run));
  });

  test("never shares its folder with another, even of the same second", async () => {
    const folder = temporaryFolder();
    await Promise.all([runCommand("train", PLAIN, { folder }), runCommand("train", PLAIN, { folder })]);
    const runs = readdirSync(join(folder, "outputs/runs"));
    expect(runs).toHaveLength(2);
    for (const run of runs) expect(lossesOf(join(folder, "outputs/runs", run))).toHaveLength(5);
  });

  test.each([
    ["143", 143, []],
    ["the code that the cluster wants", 85, ["requeue_exit_code=85"]],
  ])("stopped by SIGTERM saves its weights, says so in its status, and exits with %s", async (_, code, wish) => {
    const folder = temporaryFolder();
    const { exitCode } = await runCommand("train", [...PLAIN, ...wish, "phase1.trainer.epochs=500"], {
      folder,
      onOutput: (stdout, kill) => stdout.includes("epoch 2/500") && kill("SIGTERM"),
    });
    expect(exitCode).toBe(code);
    const [name] = readdirSync(join(folder, "outputs/runs"));
    const run = join(folder, "outputs/runs", name!);
    expect(JSON.parse(readFileSync(join(run, "facts/status.json"), "utf8"))).toMatchObject({
      status: "interrupted",
      reason: "SIGTERM",
    });
    expect((await readCheckpoint(join(run, "last.pt"))).size).toBeGreaterThan(0);
  });

  test("that diverges is failed, with the reason and the place in its facts, and never a NaN on disk", async () => {
    const folder = temporaryFolder();
    const args = [...PLAIN, "phase1.trainer.lr=1e30", "phase1.trainer.grad_clip=0", "phase1.trainer.batch_size=600"];
    const { exitCode, stderr } = await runCommand("train", args, { folder });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("training/diverged");
    const run = join(folder, "outputs/runs", readdirSync(join(folder, "outputs/runs"))[0]!);
    expect(factsOf(run).at(-1)).toMatchObject({ moment: "on_exception", epoch: 0 });
    for (const file of ["best_val.pt", "last.pt", "resume/state.safetensors"]) {
      const tensors = existsSync(join(run, file)) ? await readCheckpoint(join(run, file)) : new Map();
      for (const { data } of tensors.values()) expect(Array.from(data).every(Number.isFinite), file).toBe(true);
    }
    expect(JSON.parse(readFileSync(join(run, "facts/status.json"), "utf8"))).toMatchObject({
      status: "failed",
      reason: "training/diverged",
    });
  });
});

describe("bad input gets one clear error before the first step, and leaves nothing behind", () => {
  const cases: readonly (readonly [what: string, code: string, ...overrides: string[]])[] = [
    ["an unknown key", "config/unknown-key", "phase1.trainer.epoch=3"],
    ["an unknown key added by +", "config/unknown-key", "+phase1.trainer.epoch=3"],
    ["an unknown option", "config/unknown-option", "phase1/latent_space=vqq"],
    ["an unknown loop", "config/unknown-option", "loop=nothing"],
    ["a wrong type", "config/wrong-type", "phase1.trainer.epochs=many"],
    ["a value out of range", "config/wrong-type", "phase1.trainer.lr=-1"],
    ["an unwritable output folder", "config/unwritable-folder", "env.output_root=/dev/null/outputs"],
  ];
  test.each(cases)("%s: %s", async (_what, code, ...overrides) => {
    const folder = temporaryFolder();
    const { exitCode, stderr } = await runCommand("train", [...PLAIN, ...overrides], { folder });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`error ${code}:`);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(existsSync(join(folder, "outputs"))).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });
});

test("a missing file of events is found before anything is made", async () => {
  const folder = temporaryFolder();
  const { exitCode, stderr } = await runCommand("train", ["data.path=nowhere.h5"], { folder });
  expect(exitCode).toBe(1);
  expect(stderr).toContain("error data/file-missing:");
  expect(readdirSync(folder)).toEqual([]);
});

test("--cfg job prints the config and starts nothing", async () => {
  const folder = temporaryFolder();
  const { stdout, exitCode } = await runCommand("train", ["--cfg", "job", "phase1/latent_space=vq"], { folder });
  expect(exitCode).toBe(0);
  expect(stdout).toContain("codebook_size: 512");
  expect(readdirSync(folder)).toEqual([]);
});
