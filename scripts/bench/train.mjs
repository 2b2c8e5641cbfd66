/**
 * @file Whole training epochs of the default model (batching, forward, backward, clip, optimizer, validation, facts): ours
 * against the reference's arithmetic in eager PyTorch, in turns on this machine, each in a process of its own.
 *
 * Options: `--rounds=3`, `--epochs=3` (the first is not counted), `--only=vq` (one bottleneck), `--batch=128` (one size),
 * `--threads=one` or `all`, `--compat=reference` (ours computes the padding, as PyTorch does), `--clock=cpu` (seconds of CPU
 * instead of seconds: for one thread on a machine that others use), `--growth` (widths 32 to 512 and batches 16 to 4,096
 * instead), and `--only=default-run` (whole processes: the run that a user starts, figures included, against PyTorch's ten
 * epochs).
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { dataConfig, openEvents } from "#data";
import { epochGigaflops, gemmPeak } from "./flops.mjs";

const here = import.meta.dirname;
export const events = join(here, "..", "..", "data", "four_tops.h5");
const cores = availableParallelism();
const LABELS = { one: "one-thread", all: "all-cores" };
const THREADS = { one: 1, all: cores };

/**
 * @typedef {object} Measured what one process says of itself
 * @property {number[]} seconds of each epoch
 * @property {number[]} cpuSeconds of each epoch, of all threads together
 * @property {{seconds: number, cpuSeconds: number}} firstStep from the start of the process to the end of the first step
 * @property {number} peakMemoryMiB of the whole process
 * @property {number} events of an epoch
 */

export async function run(options) {
  const given = Object.fromEntries(options.map((option) => option.slice(2).split("=")));
  const setting = { rounds: "3", epochs: "3", compat: "none", clock: "wall", width: "128", ...given };
  await simulateIfMissing();
  const python = ["python3", "/usr/bin/python3"].find(hasTorch);
  if (!python) console.log("no python3 with torch here: measuring ours only (Debian: apt-get install python3-torch)");
  const folder = mkdtempSync(join(tmpdir(), "thesis-bench-"));
  const bench = { ...setting, python, folder, rounds: Number(setting.rounds), peak: { one: 0, all: 0 } };
  try {
    if (python) await exportEvents(folder);
    const load = loadavg()[0].toFixed(1);
    console.log(`medians of ${bench.rounds} rounds in turns (smallest–largest), ${cores} cores, load ${load}`);
    if (setting.only === "default-run") return compareDefaultRun(bench);
    for (const key of ["one", "all"]) bench.peak[key] = await gemmPeak(THREADS[key], setting.clock);
    console.log(`GEMM peak: ${bench.peak.one.toFixed(0)} GFLOP/s one-thread, ${bench.peak.all.toFixed(0)} all-cores`);
    const rows = [];
    for (const point of "growth" in given ? growth(bench) : points(bench))
      for (const key of setting.threads ? [setting.threads] : ["one", "all"])
        rows.push(...(await compare(bench, point, key)));
    printTable(rows);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const points = ({ only, batch, width }) =>
  (only ? [only] : ["none", "linear", "vq"]).flatMap((bottleneck) =>
    (batch ? [batch] : [128, 1024]).map((size) => ({ bottleneck, batchSize: Number(size), width: Number(width) })),
  );

function growth({ only: bottleneck = "none" }) {
  const widths = [32, 64, 128, 256, 512].map((width) => ({ bottleneck, batchSize: 128, width }));
  const batches = [16, 64, 256, 1024, 4096].map((batchSize) => ({ bottleneck, batchSize, width: 128 }));
  return [...widths, ...batches];
}

/** PyTorch may choose with all cores: two threads are often no faster than one. Prints as it goes. @returns a row of the table */
async function compare(bench, point, key) {
  const { python, rounds, clock, compat, peak } = bench;
  const found = { ours: [], one: [], all: [] };
  for (let round = 0; round < rounds; round++) {
    found.ours.push(measureOurs(bench, point, THREADS[key]));
    for (const threads of python ? (key === "one" ? ["one"] : ["one", "all"]) : [])
      found[threads].push(measureTorch(bench, point, THREADS[threads]));
  }
  const kind = clock === "cpu" ? "cpuSeconds" : "seconds";
  const rates = (all) => all.flatMap((one) => one[kind].slice(1).map((s) => one.events / s));
  const best = [found.one, found.all]
    .filter(({ length }) => length > 0)
    .toSorted((a, b) => median(rates(b)) - median(rates(a)))[0];
  const label = `${LABELS[key]} ${point.bottleneck} ${point.batchSize}${point.width === 128 ? "" : ` width ${point.width}`}`;
  const [ours, torch] = [rates(found.ours), best ? rates(best) : null];
  const gigaflops = (await epochGigaflops({ path: events, compat, ...point })) * (median(ours) / found.ours[0].events);
  console.log(`events/s ${label}: ours ${spread(ours)}${torch ? `, PyTorch ${spread(torch)}` : ""}`);
  console.log(
    `GFLOP/s ${label}: ${gigaflops.toFixed(0)}, ${((100 * gigaflops) / peak[key]).toFixed(0)} % of GEMM's peak`,
  );
  if (torch) console.log(`ratio ${label} ${(median(ours) / median(torch)).toFixed(2)}`);
  const middle = (of) => [found.ours, best ?? []].map((all) => (all.length > 0 ? of(all) : "–")).join(" / ");
  return [
    {
      ...{ threads: LABELS[key], bottleneck: point.bottleneck, batch: point.batchSize, width: point.width },
      ...{ "ours, events/s": median(ours).toFixed(0), "PyTorch, events/s": torch ? median(torch).toFixed(0) : "–" },
      ratio: torch ? (median(ours) / median(torch)).toFixed(2) : "–",
      "GFLOP/s (of peak)": `${gigaflops.toFixed(0)} (${((100 * gigaflops) / peak[key]).toFixed(0)} %)`,
      "peak MiB": middle((all) => median(all.map((one) => one.peakMemoryMiB)).toFixed(0)),
      "first step, s": middle((all) => median(all.map((one) => one.firstStep[kind])).toFixed(2)),
    },
  ];
}

/** @returns {Measured} */
function measureOurs({ compat, epochs }, point, threads) {
  const wish = { path: events, compat, epochs, threads, ...point, startedMs: Date.now() };
  return lastLine(runProcess(process.execPath, [join(here, "train-ours.mjs"), JSON.stringify(wish)]));
}

/** @returns {Measured} */
function measureTorch({ python, folder, epochs }, { bottleneck, batchSize, width }, threads) {
  const numbers = [batchSize, threads, epochs, width, Date.now()].map(String);
  return lastLine(runProcess(python, [join(here, "train_torch.py"), folder, bottleneck, ...numbers], threads));
}

const lastLine = (printed) => JSON.parse(printed.trim().split("\n").at(-1));

/** As Markdown, for docs/performance.md; two numbers are ours and PyTorch's. */
function printTable(rows) {
  const titles = Object.keys(rows[0]);
  const line = (cells) => `| ${cells.join(" | ")} |`;
  console.log(
    ["", line(titles), line(titles.map(() => "---")), ...rows.map((row) => line(Object.values(row)))].join("\n"),
  );
}

function compareDefaultRun({ python, folder, rounds }) {
  const ours = [];
  const torch = { one: [], all: [] };
  const train = join(here, "..", "..", "dist", "cli", "train", "main.js");
  for (let round = 0; round < rounds; round++) {
    ours.push(seconds(process.execPath, [train, `data.path=${events}`, `env.output_root=${join(folder, "outputs")}`]));
    for (const key of python ? ["one", "all"] : []) {
      const args = ["none", 128, THREADS[key], 10, 128, Date.now()].map(String);
      torch[key].push(seconds(python, [join(here, "train_torch.py"), folder, ...args], THREADS[key]));
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

const spread = (values) =>
  `${median(values).toFixed(0)} (${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)})`;

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
