/** @file `thesis-train evaluate run=…` finds again what the run had found. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand, temporaryFolder } from "../../run-command.ts";

const small = [
  "data=synthetic",
  "data.n_train=200",
  "data.n_val=80",
  "data.n_test=80",
  "data.train_labels=[1,2]",
  "phase1/latent_space=vq",
  "phase1.latent_space.codebook_size=16",
  "phase1.trainer.epochs=1",
  "logging.make_plots=false",
  "threads=1",
  "hydra.run.dir=run",
];

const evaluationIn = (folder: string) =>
  JSON.parse(readFileSync(join(folder, "run/evaluation.json"), "utf8")) as Record<string, unknown>;

test("a run evaluated anew has the same evaluation but for the latency, a changed one is told, and Ctrl-C ends it at once", async () => {
  const folder = temporaryFolder();
  expect(await runCommand("train", small, { folder })).toMatchObject({ exitCode: 0 });
  const { latency_ms, ...rest } = evaluationIn(folder);
  expect(Object.keys(latency_ms as object)).toEqual(["batch_1", "batch_64", "batch_512"]); // of 80 events
  expect(latency_ms).toHaveProperty(["batch_1", "median"], expect.any(Number));
  const sha256 = createHash("sha256")
    .update(readFileSync(join(folder, "run/best_val.pt")))
    .digest("hex");
  expect(rest["checkpoint_sha256"]).toBe(sha256);
  expect(rest).toMatchObject({
    version: 3,
    checkpoint: "best_val.pt",
    weights: "latest",
    events_not_a_number: 0,
    codebook: { size: 16 },
    binning: { bits: 4 },
    generation: null,
    anomaly: { background: [1, 2], signals: { all: { labels: [3, 4, 5] }, ttZ: { labels: [5] } } },
  });
  expect(rest["parameters"]).toBeGreaterThan(1000);
  // the MLPs alone: a multiplication and an addition for each weight and particle
  expect(rest["flops_per_event"]).toBeGreaterThan(18 * 2 * 128 * 128);

  const again = await runCommand("train", ["evaluate", "run=run"], { folder });
  expect(again.stdout).toContain("as before, but for the latency");
  const { latency_ms: _, ...restAgain } = evaluationIn(folder);
  expect(JSON.stringify(restAgain)).toBe(JSON.stringify(rest));

  const stopped = await runCommand("train", ["evaluate", "run=run"], {
    folder,
    onOutput: (text, kill) => text.includes("test: the weights") && kill("SIGINT"),
  });
  expect(stopped).toMatchObject({ exitCode: null, stdout: expect.not.stringContaining("evaluation: done") });
  expect(JSON.stringify(evaluationIn(folder))).toContain(JSON.stringify(rest).slice(0, -1)); // it is as it was

  writeFileSync(join(folder, "run/evaluation.json"), JSON.stringify({ ...rest, parameters: 1 }));
  const mended = await runCommand("train", ["evaluate", "run=run"], { folder });
  expect(mended.stdout).toContain("differs from before in parameters");

  writeFileSync(join(folder, "run/evaluation.json"), '{"version": 3, "param'); // as a power cut may leave it
  const rewritten = await runCommand("train", ["evaluate", "run=run"], { folder });
  expect(rewritten).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("there was none before") });
});

test("the weights that are judged are in a file: an average in best_val.pt, under compat=reference the last ones", async () => {
  const folder = temporaryFolder();
  const words = small.filter((word) => !/latent_space|run.dir/.test(word));
  const train = async (...more: string[]) => {
    const args = [...words, "phase1.trainer.ema_decay=0.9", ...more];
    expect(await runCommand("train", args, { folder })).toMatchObject({ exitCode: 0 });
  };
  await train("hydra.run.dir=run", "compat=reference");
  expect(evaluationIn(folder)).toMatchObject({ checkpoint: "last.pt", weights: "latest" });
  const again = await runCommand("train", ["evaluate", "run=run"], { folder });
  expect(again.stdout).toContain("as before, but for the latency");
  await train("hydra.run.dir=run_averaged");
  const averaged = JSON.parse(readFileSync(join(folder, "run_averaged/evaluation.json"), "utf8"));
  expect(averaged).toMatchObject({ checkpoint: "best_val.pt", weights: "averaged" });
});

test("a folder without a run, and no folder at all, are refused", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "empty"));
  const without = await runCommand("train", ["evaluate", "run=empty"], { folder });
  expect(without).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("there is no run") });
  const none = await runCommand("train", ["evaluate"], { folder });
  expect(none).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("thesis-train evaluate run=") });
});
