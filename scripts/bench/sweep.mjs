/**
 * @file A sweep of short runs, start-up included: side by side on all cores, against the same runs one after another with
 * all cores each (in one process, and in a process each), and against as many trainings in eager PyTorch, in turns.
 *
 * Options: `--runs=16`, `--epochs=2`, `--rounds=3`, `--only=vq` (bottleneck; default none), `--plots=true` (ours draws its
 * figures; PyTorch's draws none).
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { events, exportEvents, hasTorch, median, runProcess, simulateIfMissing } from "./train.mjs";

const here = import.meta.dirname;
const train = join(here, "..", "..", "dist", "cli", "train", "main.js");

export async function run(options) {
  const { runs, epochs, rounds, only, plots } = {
    runs: "16",
    epochs: "2",
    rounds: "3",
    only: "none",
    plots: "false",
    ...Object.fromEntries(options.map((option) => option.slice(2).split("="))),
  };
  const cores = availableParallelism();
  await simulateIfMissing();
  if (!existsSync(train)) throw new Error(`${train} is missing: npm run setup`);
  const python = ["python3", "/usr/bin/python3"].find(hasTorch);
  if (!python) console.log("no python3 with torch here: measuring ours only (Debian: apt-get install python3-torch)");
  const folder = mkdtempSync(join(tmpdir(), "thesis-bench-"));
  const sweep = (...launcher) =>
    measured(process.execPath, [
      train,
      "--multirun",
      `data.path=${events}`,
      `env.output_root=${join(folder, "outputs")}`,
      `phase1/latent_space=${only}`,
      `logging.make_plots=${plots}`,
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
    const each = Array.from({ length: Number(runs) }, () => measured(python, script, threads));
    return each.reduce((a, b) => ({ wall: a.wall + b.wall, cpu: a.cpu + b.cpu }));
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
  // processor time says what a machine that is shared with others would take alone
  for (const kind of ["wall", "cpu"]) {
    const of = (values) => values.map((value) => value[kind]);
    for (const [way, values] of Object.entries(taken)) {
      const [low, high] = [Math.min(...of(values)), Math.max(...of(values))];
      console.log(`${kind} seconds ${way}: ${median(of(values)).toFixed(1)} (${low.toFixed(1)}–${high.toFixed(1)})`);
    }
    const best = (prefix) =>
      Math.min(
        ...Object.entries(taken).flatMap(([way, values]) => (way.startsWith(prefix) ? [median(of(values))] : [])),
      );
    const ours = median(of(taken["side by side"]));
    console.log(`${kind} ratio to one after another (the faster way) ${(ours / best("one after another")).toFixed(2)}`);
    if (Number.isFinite(best("PyTorch")))
      console.log(`${kind} ratio to PyTorch (the faster way) ${(ours / best("PyTorch")).toFixed(2)}`);
  }
}

/** Wall and processor time of a whole process, with those that it starts. */
function measured(command, args, threads) {
  const [start, before] = [performance.now(), childrenCpuSeconds()];
  runProcess(command, args, threads);
  return { wall: (performance.now() - start) / 1000, cpu: childrenCpuSeconds() - before };
}

/** Of all processes that have been waited for: `cutime` and `cstime` of proc(5), in ticks of 10 ms. NaN where there is no /proc. */
function childrenCpuSeconds() {
  if (!existsSync("/proc/self/stat")) return Number.NaN;
  const fields = readFileSync("/proc/self/stat", "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[13]) + Number(fields[14])) / 100;
}
