/**
 * @file Folders of runs as they stand on disk after a training, of random losses. The files that are the same for many runs are
 * linked, not copied, so that ten thousand runs fit on a small disk; whoever reads them reads as many bytes.
 */
import { existsSync, linkSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openFactsWriter } from "#facts";
import { RandomStream } from "#utils/seed.ts";

const ORIGINALS = 20;
const FILES = ["facts/events.jsonl", "facts/scalars.csv", "evaluation.json"];

/** @param {string} folder @param {{layout: string, count: number, epochs: number}} wish */
export async function makeRuns(folder, { layout, count, epochs }) {
  for (let i = 0; i < count; i++) {
    const run = join(folder, `run_20260101-000000_bench_job${i}`);
    if (i < ORIGINALS) await makeRun(run, { layout, epochs, seed: i });
    else copyRun(join(folder, `run_20260101-000000_bench_job${i % ORIGINALS}`), run, i);
  }
}

async function makeRun(run, { layout, epochs, seed }) {
  mkdirSync(join(run, ".hydra"), { recursive: true });
  writeFileSync(join(run, ".hydra/config.yaml"), configOf(seed));
  writeFileSync(join(run, ".hydra/overrides.yaml"), `- phase1/latent_space=vq\n- phase1.trainer.seed=${seed}\n`);
  const events = eventsOf(epochs, seed);
  if (layout === "python") writePythonFacts(run, events);
  else {
    const facts = await openFactsWriter(run, metaOf(run, seed), { now: () => new Date(0) });
    for (const event of events) await facts.append(event);
    await facts.finish("finished");
    writeFileSync(join(run, "evaluation.json"), evaluationOf(seed));
  }
}

function copyRun(from, to, seed) {
  for (const part of [".hydra", "facts"]) mkdirSync(join(to, part), { recursive: true });
  for (const file of FILES) if (existsSync(join(from, file))) linkSync(join(from, file), join(to, file));
  writeFileSync(join(to, ".hydra/config.yaml"), configOf(seed));
  writeFileSync(join(to, ".hydra/overrides.yaml"), `- phase1/latent_space=vq\n- phase1.trainer.seed=${seed}\n`);
  for (const file of ["facts/meta.json", "facts/status.json"]) {
    try {
      writeFileSync(join(to, file), readFileSync(join(from, file), "utf8").replace(/"seed": \d+/g, `"seed": ${seed}`));
    } catch (cause) {
      if (cause.code !== "ENOENT") throw cause; // the Python system has neither
    }
  }
}

export function eventsOf(epochs, seed, { metrics = ["perplex"], trainMetrics = metrics } = {}) {
  const random = RandomStream.of(seed, "bench");
  const losses = () => ({
    total: random.uniform(),
    rec_tokens: random.uniform(),
    rec_globals: random.uniform(),
    codebook: random.uniform(),
    commit: random.uniform(),
  });
  const split = (names = metrics) => ({
    losses: losses(),
    metrics: Object.fromEntries(names.map((name) => [name, 100 * random.uniform()])),
    codeCounts: null,
  });
  const events = [{ kind: "started", epochs, stepsPerEpoch: 32, trainEvents: 4000, parameters: 50000 }];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const validation = split();
    const seconds = 1 + random.uniform();
    events.push({ kind: "validated", epoch, validation });
    events.push({
      kind: "epoch",
      epoch,
      train: split(trainMetrics),
      validation,
      isBest: epoch === 0,
      wallSeconds: seconds,
      throughput: 4000 / seconds,
    });
  }
  events.push({ kind: "trained", epochs, best: { epoch: 0, loss: 1 }, wallSeconds: 1.5 * epochs });
  events.push({ kind: "tested", test: split(), wallSeconds: 1 });
  return events;
}

/** As many numbers as a run on events of all kinds has. */
function evaluationOf(seed) {
  const random = RandomStream.of(seed, "evaluation");
  const resolution = () => ({ n: 1000, bias: random.normal(), core: random.uniform(), tails: random.uniform() });
  const each = (names, of) => Object.fromEntries(names.map((name) => [name, of()]));
  const kinds = ["all", "jet", "b-jet", "e+", "e-", "mu+", "mu-", "photon"];
  const quantities = ["ht", "met", "met_phi", "m_leading_pair", "m_leading_triple"];
  const distributions = ["e", "pt", "eta", "phi", "jet_mass", ...quantities];
  return JSON.stringify(
    {
      version: 2,
      events: 1000,
      particles: each(kinds, () => each(["e", "pt", "eta", "phi", "jet_mass"], resolution)),
      event_quantities: each(quantities, resolution),
      wasserstein: each(distributions, () => random.uniform()),
      kl: each(distributions, () => random.uniform()),
      parameters: 50000,
      flops_per_event: 1e6,
      latency_ms: each(["batch_1", "batch_64", "batch_512"], () => ({ median: random.uniform(), p95: 1 })),
    },
    null,
    2,
  );
}

/** As the Python system writes them: the full histories in every epoch, twice. */
function writePythonFacts(run, events) {
  mkdirSync(join(run, "facts"), { recursive: true });
  const histories = {};
  const lines = [{ moment: "on_start" }];
  const rows = ["epoch,split,train_loss,val_loss,epoch_time_s,throughput,max_memory_mib,metric_perplex"];
  const flat = () =>
    Object.fromEntries(Object.entries(histories).map(([name, list]) => [`history_${name}`, [...list]]));
  for (const event of events.filter(({ kind }) => kind === "epoch")) {
    const { epoch, train, validation, wallSeconds, throughput } = event;
    const { total, ...terms } = validation.losses;
    const numbers = { train_loss: train.losses.total, val_loss: total, ...terms, ...validation.metrics };
    for (const [name, value] of Object.entries({ ...numbers, epoch_time_s: wallSeconds, throughput })) {
      histories[name] = [...(histories[name] ?? []), value];
    }
    lines.push({ moment: "on_epoch_end", epoch, val_loss: total, histories: structuredClone(histories), ...flat() });
    const shared = [wallSeconds, throughput, ""].map((value) => (value === "" ? "" : value.toPrecision(8)));
    rows.push(
      [epoch, "train", train.losses.total.toPrecision(8), "", ...shared, train.metrics.perplex.toPrecision(8)].join(),
    );
    rows.push([epoch, "val", "", total.toPrecision(8), ...shared, validation.metrics.perplex.toPrecision(8)].join());
  }
  lines.push({ moment: "on_train_end", total_time_s: 150, histories: structuredClone(histories), ...flat() });
  lines.push({ moment: "on_test_end", metrics: { test_loss: 1 } });
  writeFileSync(join(run, "facts/events.jsonl"), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  writeFileSync(join(run, "facts/scalars.csv"), `${rows.join("\n")}\n`);
}

export function metaOf(run, seed) {
  return {
    id: `bench-${seed}`,
    name: run,
    argv: [],
    config_sha256: "0",
    seed,
    data: {
      path: "events.h5",
      sha256: "0",
      unit: "GeV",
      datasets: {},
      counts: { train: 4000, val: 800, test: 800 },
      transform: {},
    },
    axes: {
      encoder: "mlp",
      latent_space: "vq",
      decoder: "mlp",
      latent_dim: 32,
      codebook_size: 512,
      globals_beta: 1,
      seed,
    },
    git: { commit: null, dirty: null, diff: null },
    host: { hostname: "bench", platform: "linux", arch: "x64", cpu: "", cores: 1, memory_mib: 1 },
    versions: {},
    device: "cpu",
    threads: 1,
  };
}

/** About as long as a real one. */
function configOf(seed) {
  const filler = Array.from({ length: 70 }, (_, i) => `  option_${i}: ${i % 3 === 0 ? "true" : `value_${i}`}`).join(
    "\n",
  );
  return `env:
  data_root: data
logging:
${filler}
data:
  path: \${env.data_root}/events.h5
phase1:
  encoder:
    _target_: thesis_ml.architectures.autoencoder.encoders.mlp.MLPEncoder
  decoder:
    globals_beta: 1
  latent_space:
    _target_: thesis_ml.architectures.autoencoder.bottlenecks.vq.VQBottleneck
    latent_dim: 32
    codebook_size: 512
  trainer:
    lr: 0.001
    seed: ${seed}
loop: ae
`;
}
