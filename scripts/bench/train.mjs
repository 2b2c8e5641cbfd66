/**
 * @file Training epochs (batching, forward, backward, clip, optimizer, validation) of the default model: ours against
 * the reference's arithmetic in eager PyTorch, in turns, each in a process of its own.
 *
 * First the default run as a user starts it (10 epochs, facts, checkpoints and figures included) against 10 epochs of the
 * PyTorch script, both as whole processes; then training epochs alone.
 *
 * Options: `--rounds=3`, `--epochs=3` (the first is not counted), `--only=vq` (one bottleneck) or `--only=default-run`, `--batch=128` (one size).
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { dataConfig, openEvents } from "#data";

const here = import.meta.dirname;
export const events = join(here, "..", "..", "data", "four_tops.h5");

export async function run(options) {
  const setting = {
    rounds: "3",
    epochs: "3",
    ...Object.fromEntries(options.map((option) => option.slice(2).split("="))),
  };
  const bottlenecks = setting.only === "default-run" ? [] : setting.only ? [setting.only] : ["none", "linear", "vq"];
  const batchSizes = setting.batch ? [Number(setting.batch)] : [128, 1024];
  const cores = availableParallelism();
  await simulateIfMissing();
  const python = ["python3", "/usr/bin/python3"].find(hasTorch);
  if (!python) console.log("no python3 with torch here: measuring ours only (Debian: apt-get install python3-torch)");
  const folder = mkdtempSync(join(tmpdir(), "thesis-bench-"));
  try {
    if (python) await exportEvents(folder);
    console.log(`medians of ${setting.rounds} rounds in turns, events per second of training epochs, ${cores} cores`);
    if (!setting.only || setting.only === "default-run")
      compareDefaultRun({ python, folder, cores, rounds: Number(setting.rounds) });
    for (const bottleneck of bottlenecks) {
      for (const batchSize of batchSizes) {
        measure({
          bottleneck,
          batchSize,
          cores,
          python,
          folder,
          rounds: Number(setting.rounds),
          epochs: setting.epochs,
        });
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compareDefaultRun({ python, folder, cores, rounds }) {
  const ours = [];
  const torch = { one: [], all: [] };
  const train = join(here, "..", "..", "dist", "cli", "train", "main.js");
  const threads = { one: 1, all: cores };
  for (let round = 0; round < rounds; round++) {
    ours.push(seconds(process.execPath, [train, `data.path=${events}`, `env.output_root=${join(folder, "outputs")}`]));
    for (const setting of python ? ["one", "all"] : []) {
      const args = [join(here, "train_torch.py"), folder, "none", "128", String(threads[setting]), "10"];
      torch[setting].push(seconds(python, args, threads[setting]));
    }
  }
  const best = python && Math.min(median(torch.one), median(torch.all));
  console.log(`seconds default-run: ours ${median(ours).toFixed(1)}${python ? `, PyTorch ${best.toFixed(1)}` : ""}`);
  if (python) console.log(`ratio default-run ${(best / median(ours)).toFixed(2)}`);
}

/** Wall time of a whole process. */
function seconds(command, args, threads) {
  const start = performance.now();
  runProcess(command, args, threads);
  return (performance.now() - start) / 1000;
}

function measure({ bottleneck, batchSize, cores, python, folder, rounds, epochs }) {
  const ours = { one: [], all: [] };
  const torch = { one: [], all: [] };
  const threads = { one: 1, all: cores };
  for (let round = 0; round < rounds; round++) {
    for (const setting of ["one", "all"]) {
      const args = [bottleneck, batchSize, threads[setting], epochs].map(String);
      ours[setting].push(...rates(process.execPath, [join(here, "train-ours.mjs"), events, ...args]));
      if (python)
        torch[setting].push(...rates(python, [join(here, "train_torch.py"), folder, ...args], threads[setting]));
    }
  }
  const show = (values) =>
    `${median(values).toFixed(0)} (${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)})`;
  for (const setting of ["one", "all"]) {
    const label = `${setting === "one" ? "one-thread" : "all-cores"} ${bottleneck} ${batchSize}`;
    console.log(`events/s ${label}: ours ${show(ours[setting])}${python ? `, PyTorch ${show(torch[setting])}` : ""}`);
    if (!python) continue;
    // with all cores PyTorch may choose: two threads are often no faster than one
    const best = setting === "one" ? median(torch.one) : Math.max(median(torch.one), median(torch.all));
    console.log(`ratio ${label} ${(median(ours[setting]) / best).toFixed(2)}`);
  }
}

/** @returns events per second of each counted epoch */
const rates = (command, args, threads) => JSON.parse(runProcess(command, args, threads).trim().split("\n").at(-1));

/** @returns what the process printed */
export function runProcess(command, args, threads) {
  // what a machine pins for old builds would slow a current BLAS
  const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...env } = process.env;
  const withThreads = threads
    ? { ...env, OPENBLAS_NUM_THREADS: String(threads), OMP_NUM_THREADS: String(threads) }
    : env;
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", env: withThreads });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stderr}`);
  return stdout;
}

export const hasTorch = (python) => spawnSync(python, ["-c", "import torch, numpy"]).status === 0;

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

export async function simulateIfMissing() {
  if (existsSync(events)) return;
  mkdirSync(join(events, ".."), { recursive: true });
  const main = join(here, "..", "..", "dist", "cli", "simulate", "main.js");
  const { status } = spawnSync(process.execPath, [main, `out=${events}`, "events=20000", "seed=1"], {
    stdio: "inherit",
  });
  if (status !== 0) process.exit(1);
}

/** The arrays as the Python system would feed them, for PyTorch to read with numpy. */
export async function exportEvents(folder) {
  const config = dataConfig.parse({ kind: "h5_tokens", path: events });
  const data = await openEvents(config, { compat: "reference", seed: 0 });
  for (const split of ["train", "val"]) {
    const { tokens, ids, globals } = data.first(split, data.counts[split]);
    for (const [name, array] of Object.entries({ tokens, ids, globals }))
      writeFileSync(join(folder, `${split}_${name}.bin`), array);
  }
  writeFileSync(join(folder, "sizes.json"), JSON.stringify({ ...data.sizes, counts: data.counts }));
}
