/** @file The table of docs/results.md: mean ± standard deviation over the seeds of a sweep. `node scripts/results-table.mjs EXP` */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { readManifest, runFolderOf } from "../dist/hpc/index.js";

const folder = process.argv[2];
if (!folder) {
  console.error("which sweep? node scripts/results-table.mjs outputs/multiruns/exp_…_all_models");
  process.exit(1);
}
const sweepFolder = resolve(folder);
const read = (path) => JSON.parse(readFileSync(path, "utf8"));

/** What a column shows, and how: `core` widths of all objects, per cent where relative. */
const COLUMNS = [
  ["test rec_tokens", ({ losses }) => losses.rec_tokens, (x) => x.toPrecision(2)],
  ["pT [%]", ({ particles }) => 100 * particles.all.pt.core, (x) => x.toFixed(1)],
  ["η", ({ particles }) => particles.all.eta.core, (x) => x.toFixed(3)],
  ["φ [rad]", ({ particles }) => particles.all.phi.core, (x) => x.toFixed(3)],
  ["MET [%]", ({ event_quantities }) => 100 * event_quantities.met.core, (x) => x.toFixed(1)],
  ["METphi [rad]", ({ event_quantities }) => event_quantities.met_phi.core, (x) => x.toFixed(3)],
  ["bits/token", ({ codebook, metrics }) => codebook?.bits_per_token ?? metrics.bits_per_token, (x) => x.toFixed(1)],
  ["codes used [%]", ({ codebook }) => codebook && 100 * codebook.utilisation, (x) => x.toFixed(0)],
];

const groups = new Map();
const points = readManifest(sweepFolder).points;
for (const point of points) {
  const run = runFolderOf(point, sweepFolder);
  if (!existsSync(join(run, "evaluation.json"))) continue;
  const { axes } = read(join(run, "facts/meta.json"));
  const name = `${axes.encoder} | ${axes.latent_space}`;
  groups.set(name, [...(groups.get(name) ?? []), read(join(run, "evaluation.json"))]);
}

console.log(`| encoder | bottleneck | seeds | ${COLUMNS.map(([label]) => label).join(" | ")} |`);
console.log(`|${"---|".repeat(COLUMNS.length + 3)}`);
for (const [name, runs] of groups) {
  const cells = COLUMNS.map(([, pick, show]) => {
    const values = runs.map(pick).filter(Number.isFinite);
    if (values.length === 0) return "–";
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    if (values.length === 1) return show(mean);
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);
    return `${show(mean)} ± ${show(Math.sqrt(variance))}`;
  });
  console.log(`| ${name} | ${runs.length} | ${cells.join(" | ")} |`);
}
const measured = [...groups.values()].reduce((sum, runs) => sum + runs.length, 0);
if (measured < points.length) console.error(`${points.length - measured} of ${points.length} runs are not finished`);
