/**
 * @file A sweep of short runs, start-up included: side by side on all cores, against the same runs one after another with
 * all cores each (in one process, and in a process each), and against as many trainings in eager PyTorch, in turns.
 *
 * Options: `--runs=16`, `--epochs=2`, `--rounds=3`, `--only=vq` (bottleneck; default none).
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { events, exportEvents, hasTorch, median, runProcess, simulateIfMissing } from "./train.mjs";

const here = import.meta.dirname;
const train = join(here, "..", "..", "dist", "cli", "train", "main.js");

export async function run(options) {
  const { runs, epochs, rounds, only } = {
    runs: "16",
    epochs: "2",
    rounds: "3",
    only: "none",
    ...Object.fromEntries(options.map((option) => option.slice(2).split("="))),
  };
  const cores = availableParallelism();
  await simulateIfMissing();
  if (!existsSync(train)) throw new Error(`${train} is missing: npm run setup`);
  const python = ["python3", "/usr/bin/python3"].find(hasTorch);
  if (!python) console.log("no python3 with torch here: measuring ours only (Debian: apt-get install python3-torch)");
  const folder = mkdtempSync(join(tmpdir(), "thesis-bench-"));
  const sweep = (...launcher) =>
    seconds(process.execPath, [
      train,
      "--multirun",
      `data.path=${events}`,
      `env.output_root=${join(folder, "outputs")}`,
      `phase1/latent_space=${only}`,
      `phase1.trainer.epochs=${epochs}`,
      `phase1.trainer.seed=range(1,${Number(runs) + 1})`,
      ...launcher,
    ]);
  // the epochs that train_torch.py does not count are trained all the same
  const torch = (threads) => {
    const script = [
      join(here, "train_torch.py"),
      folder,
      only,
      "128",
      String(threads),
      epochs,
      "128",
      String(Date.now()),
    ];
    return Array.from({ length: Number(runs) }, () => seconds(python, script, threads)).reduce((a, b) => a + b);
  };
  const ways = {
    "side by side": () => sweep("hydra/launcher=local"),
    "one after another, a process each": () => sweep("hydra/launcher=local", "hydra.launcher.n_jobs=1"),
    "one after another, one process": () => sweep("hydra/launcher=basic"),
    ...(python && { "PyTorch, one thread": () => torch(1), "PyTorch, all cores": () => torch(cores) }),
  };
  try {
    if (python) await exportEvents(folder);
    const taken = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
    for (let round = 0; round < Number(rounds); round++) {
      for (const [way, measure] of Object.entries(ways)) taken[way].push(measure());
    }
    report(taken, { runs, epochs, rounds, cores });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function report(taken, { runs, epochs, rounds, cores }) {
  console.log(
    `medians of ${rounds} rounds in turns: ${runs} runs of ${epochs} epochs, ${cores} cores, load ${loadavg()[0].toFixed(1)} at the end`,
  );
  for (const [way, values] of Object.entries(taken)) {
    console.log(
      `seconds ${way}: ${median(values).toFixed(1)} (${Math.min(...values).toFixed(1)}–${Math.max(...values).toFixed(1)})`,
    );
  }
  const best = (prefix) =>
    Math.min(...Object.entries(taken).flatMap(([way, values]) => (way.startsWith(prefix) ? [median(values)] : [])));
  const ours = median(taken["side by side"]);
  console.log(`ratio to one after another (the faster way) ${(ours / best("one after another")).toFixed(2)}`);
  if (Number.isFinite(best("PyTorch")))
    console.log(`ratio to PyTorch (the faster way) ${(ours / best("PyTorch")).toFixed(2)}`);
}

/** Wall time of a whole process. */
function seconds(command, args, threads) {
  const start = performance.now();
  runProcess(command, args, threads);
  return (performance.now() - start) / 1000;
}
