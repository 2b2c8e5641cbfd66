/** @file Whole trainings replayed: same first weights, same order of events, compared loss by loss and norm by norm. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { toHostBatch } from "#architectures";
import { readCheckpoint } from "#checkpoints";
import { dataConfig, openEvents } from "#data";
import { Adam, Evaluation, Learning } from "#engine";
import { modelOf } from "./numerics.mjs";

const runtime = { device: "cpu", threads: 1 };
const ALLOWED = 1e-4;
/** A single different code at a near tie sends a VQ training another way, so only its first epoch is compared. */
const EPOCHS = { none: 2, linear: 2, vq: 1 };

export async function runTraces(folder, report) {
  const traces = JSON.parse(readFileSync(join(folder, "traces", "traces.json"), "utf8"));
  const data = await openEvents(dataConfig.parse({ kind: "h5_tokens", path: join(folder, "events_small.h5") }), {
    compat: "reference",
    seed: 0,
  });
  for (const [name, trace] of Object.entries(traces)) await replay(folder, name, trace, data, report);
}

async function replay(folder, name, trace, data, report) {
  const run = join(folder, "outputs", "runs", name);
  const { model, state } = modelOf(configOf(run), data.sizes, await readCheckpoint(join(folder, trace.init)));
  const permutations = (await readCheckpoint(join(folder, trace.perms))).get("perms");
  const objective = (batch, isLearning) => model.objective(batch, isLearning);
  const learning = new Learning(objective, state, {
    optimizer: new Adam({ learningRate: 1e-3 }),
    clipNorm: 1,
    runtime,
  });
  const evaluation = new Evaluation(objective, state, { runtime });
  const events = data.counts.train;
  const label = name.replace(/^run_/, "");
  let step = 0;
  let normError = 0;
  for (let epoch = 0; epoch < EPOCHS[trace.latent_space]; epoch++) {
    const rows = permutations.data.slice(epoch * events, (epoch + 1) * events);
    let sum = 0;
    for (const batch of data.batchesOf("train", Int32Array.from(rows), 128)) {
      const { total, gradient_norm } = await learning.run(toHostBatch(batch));
      sum += total[0] * batch.size;
      const expected = trace.grad_total_norm_per_step[step++];
      normError = Math.max(normError, Math.abs(gradient_norm[0] - expected) / expected);
    }
    let validation = 0;
    for (const batch of data.batches("val", epoch, 128)) {
      validation += (await evaluation.run(toHostBatch(batch))).total[0] * batch.size;
    }
    const expected = lossesOf(run)[epoch];
    report.within(`trace ${label} epoch ${epoch} train_loss`, relative(sum / events, expected.train_loss), ALLOWED);
    report.within(
      `trace ${label} epoch ${epoch} val_loss`,
      relative(validation / data.counts.val, expected.val_loss),
      ALLOWED,
    );
  }
  report.within(`trace ${label} gradient norm of ${step} steps`, normError, ALLOWED);
  await learning[Symbol.asyncDispose]();
  await evaluation[Symbol.asyncDispose]();
}

const relative = (actual, expected) => Math.abs(actual - expected) / Math.abs(expected);

function lossesOf(run) {
  const lines = readFileSync(join(run, "facts", "events.jsonl"), "utf8")
    .trim()
    .split("\n");
  return lines.map((line) => JSON.parse(line)).filter(({ moment }) => moment === "on_epoch_end");
}

/** The snapshot of the Python system; its values need no resolving here. */
function configOf(run) {
  const text = readFileSync(join(run, ".hydra", "config.yaml"), "utf8");
  return parse(text).phase1;
}
