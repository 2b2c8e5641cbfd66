import { appendFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadRuns, openFactsWriter } from "#facts";
import { meta, wholeTraining } from "../events.ts";
import { finished, pythonRun, scalars, temporaryFolder, writeFiles } from "./run-folders.ts";

async function load(folder: string, options = {}) {
  const tables = await loadRuns({ run_dirs: [folder] }, options);
  const row = tables.runs[0];
  return { epochs: tables.epochs, skipped: tables.skipped, row, notes: row?.notes };
}

describe("a run of ours", () => {
  async function ourRun(steps = wholeTraining): Promise<string> {
    const folder = temporaryFolder();
    const axes = { encoder: "mlp", latent_space: "vq", decoder: "mlp", globals_beta: 10, latent_dim: 32 };
    const facts = await openFactsWriter(folder, { ...meta, axes });
    for (const event of steps) await facts.append(event);
    await facts.finish("finished");
    return folder;
  }

  test("says what it is made of in meta.json, without a config snapshot", async () => {
    const { row } = await load(await ourRun());
    expect(row).toMatchObject({ system: "thesis-ml", status: "finished", tokenizer: "vq", encoder: "mlp", seed: 7 });
    expect(row).toMatchObject({ latent_dim: 32, globals_beta: 10, dataset_name: "events.h5", git_commit: "abc" });
  });

  test("has what was typed beyond that as axes too", async () => {
    const folder = await ourRun();
    const typed = "- phase1.decoder.globals_beta=10\n- phase1.encoder.hidden_sizes=[64,64]\n- data.limit_samples=500\n";
    writeFiles(folder, { ".hydra/overrides.yaml": typed });
    const { row } = await load(folder);
    expect(row?.axes).toMatchObject({ globals_beta: 10, "encoder.hidden_sizes": "[64,64]", "data.limit_samples": 500 });
  });

  test("keeps apart what has the same last name: the seed of the data, a decay of two parts", async () => {
    const folder = await ourRun();
    const typed = "- data.seed=5\n- phase1.trainer.seed=7\n- phase1.loss.latent_dim=3\n";
    writeFiles(folder, { ".hydra/overrides.yaml": typed });
    const { row } = await load(folder);
    expect(row?.axes).toMatchObject({ "data.seed": 5, latent_dim: 32, "loss.latent_dim": 3 });
  });

  test("has its losses unweighted at the best epoch", async () => {
    const { row } = await load(await ourRun());
    // losses of the validation by hand: total 20 - epoch, of which a half, a quarter and an eighth
    expect(row).toMatchObject({ epochs: 3, best_epoch: 2, "loss.total_best": 18, "loss.recon_best": 9 });
    expect(row).toMatchObject({ "loss.rec_globals_best": 4.5, "loss.commit_best": 2.25, "loss.unweighted_best": 13.5 });
    expect(row).toMatchObject({
      total_time_s: 8,
      mean_epoch_time_s: 2.5,
      metrics_final: { perplex: 1.5, codes_used: 3 },
    });
  });

  test("gives one row an epoch with both splits and the terms", async () => {
    const { epochs } = await load(await ourRun());
    expect([...epochs.ofRun(0, "train_loss")]).toEqual([10, 9, 8]);
    expect([...epochs.ofRun(0, "val_loss")]).toEqual([20, 19, 18]);
    expect([...epochs.ofRun(0, "loss.rec_tokens")]).toEqual([10, 9.5, 9]);
    expect([...epochs.ofRun(0, "train_metric_perplex")]).toEqual([1.25, 1.25, 1.25]);
    expect([...epochs.ofRun(0, "no such column")]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  test("has the terms of its epochs also when it was stopped before the end", async () => {
    const folder = await ourRun(wholeTraining.filter(({ kind }) => kind !== "trained" && kind !== "tested"));
    expect((await load(folder)).skipped).toMatchObject([{ code: "incomplete" }]);
    const { row, epochs } = await load(folder, { requireComplete: false });
    expect(row).toMatchObject({ complete: false, "loss.recon_best": 9 });
    expect([...epochs.ofRun(0, "loss.rec_globals")]).toEqual([5, 4.75, 4.5]);
  });

  test("is read up to a torn last line", async () => {
    const folder = await ourRun();
    appendFileSync(join(folder, "facts/events.jsonl"), '{"moment": "on_epoch_end", "epoch": 3, "histo');
    const table = readFileSync(join(folder, "facts/scalars.csv"), "utf8");
    truncateSync(join(folder, "facts/scalars.csv"), table.length - 3);
    const { epochs, notes } = await load(folder);
    expect(epochs.length).toBe(2);
    expect(notes).toHaveLength(2);
  });
});

describe("a run of the Python system", () => {
  test("is what its snapshot and the words typed say", async () => {
    const folder = pythonRun(join(temporaryFolder(), "run"), {
      ".hydra/config.yaml": [
        "env: {data_root: /data}",
        "data:",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: an interpolation of a config
        "  path: ${env.data_root}/a.h5",
        "phase1:",
        "  encoder: {_target_: x.MLPEncoder}",
        "  latent_space:",
        "    _target_: y.LinearBottleneck",
        "    latent_dim: 16",
        "  decoder:",
        "    globals_beta: 10",
        "  trainer: {seed: 3, lr: 1e-3}",
        "",
      ].join("\n"),
      ".hydra/overrides.yaml": "- phase1/latent_space=linear\n- +extra.key=7\n- phase1.trainer.lr=1e-3\n",
    });
    const { row } = await load(folder);
    expect(row).toMatchObject({ system: "python", encoder: "mlp", tokenizer: "linear", latent_dim: 16, seed: 3 });
    expect(row).toMatchObject({
      dataset_name: "/data/a.h5",
      axes: { lr: 0.001, "extra.key": "7", latent_space: "linear" },
    });
  });

  test("wrote the loss of the globals times its weight; the row holds it without", async () => {
    const epoch = {
      moment: "on_epoch_end",
      epoch: 2,
      history_rec_tokens: [3, 2, 1],
      history_rec_globals: [90, 80, 70],
    };
    const files = { "facts/events.jsonl": `${JSON.stringify(epoch)}\n${finished}` };
    const config = (beta: number) => ({ ".hydra/config.yaml": `phase1:\n  decoder:\n    globals_beta: ${beta}\n` });
    const weighted = pythonRun(join(temporaryFolder(), "run"), { ...files, ...config(10) });
    expect((await load(weighted)).row).toMatchObject({ "loss.rec_globals_best": 8, "loss.unweighted_best": 10 });
    const nothingLeft = pythonRun(join(temporaryFolder(), "run"), { ...files, ...config(0) });
    expect((await load(nothingLeft)).row).toMatchObject({
      "loss.rec_globals_best": null,
      "loss.unweighted_best": null,
    });
  });

  test("may say NaN and Infinity bare; the best epoch is the first lowest number", async () => {
    const epoch = '{"moment": "on_epoch_end", "note": "NaN, {", "history_rec_tokens": [NaN, -Infinity, 5.0, 4]}\n';
    const folder = pythonRun(join(temporaryFolder(), "run"), {
      "facts/scalars.csv": scalars("nan", "inf", 2, 2),
      "facts/events.jsonl": epoch + finished,
    });
    const { row, epochs } = await load(folder);
    expect(row).toMatchObject({ best_epoch: 2, "loss.recon_best": 5, "loss.total_best": 2 });
    expect([...epochs.ofRun(0, "val_loss")]).toEqual([Number.NaN, Number.POSITIVE_INFINITY, 2, 2]);
  });

  test("with no loss that is a number has no best epoch", async () => {
    const folder = pythonRun(join(temporaryFolder(), "run"), { "facts/scalars.csv": scalars("nan", "nan") });
    expect((await load(folder)).row).toMatchObject({ epochs: 2, best_epoch: null, "loss.total_best": null });
  });

  test("keeps its facts when its snapshot cannot be read or resolved", async () => {
    const broken = pythonRun(join(temporaryFolder(), "run"), { ".hydra/config.yaml": "a: [1\n" });
    expect((await load(broken)).row).toMatchObject({ tokenizer: null, epochs: 3, notes: [expect.any(String)] });
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an interpolation of a config
    const unknown = { ".hydra/config.yaml": "data:\n  path: ${oc.env:HOME}/x.h5\n" };
    const elsewhere = pythonRun(join(temporaryFolder(), "run"), unknown);
    expect((await load(elsewhere)).row).toMatchObject({
      dataset_name: null,
      notes: [expect.stringContaining("oc.env")],
    });
  });

  test("is found complete however long its last lines are", async () => {
    const long = { moment: "on_epoch_end", epoch: 0, padding: "x".repeat(300_000), history_rec_tokens: [4, 3, 2] };
    const folder = pythonRun(join(temporaryFolder(), "run"), {
      "facts/events.jsonl": `${JSON.stringify(long)}\n${finished}${JSON.stringify({ moment: "on_test_end" })}\n`,
    });
    expect((await load(folder)).row).toMatchObject({ complete: true, total_time_s: 7, "loss.recon_best": 3 });
  });
});

test.each([
  ["no-scalars", { "facts/other.csv": "" }],
  ["missing-columns", { "facts/scalars.csv": "epoch,split,val_loss\n0,val,1\n" }],
  ["no-validation", { "facts/scalars.csv": "epoch,split,val_loss,epoch_time_s\n0,train,,1\n" }],
])("a run without what is needed is skipped and the others are read: %s", async (code, files) => {
  const folder = temporaryFolder();
  writeFiles(folder, { "bad/cfg.yaml": "a: 1\n", "bad/facts/events.jsonl": finished });
  writeFiles(join(folder, "bad"), files);
  pythonRun(join(folder, "good"));
  const { runs, skipped } = await loadRuns({ sweep_dir: folder });
  expect(runs.map(({ name }) => name)).toEqual(["good"]);
  expect(skipped).toMatchObject([{ run_dir: join(folder, "bad"), code }]);
});

test("rows out of order, twice, or of another width do no harm", async () => {
  const header = "epoch,split,val_loss,epoch_time_s\r\n";
  const folder = pythonRun(join(temporaryFolder(), "run"));
  writeFileSync(join(folder, "facts/scalars.csv"), `${header}1,val,2,1\r\n0,val,9,1\r\n0,val,3,1\r\n2,val,1\r\n`);
  const { epochs, notes } = await load(folder);
  expect([...epochs.ofRun(0, "val_loss")]).toEqual([3, 2]);
  expect(notes).toHaveLength(1);
});
