/**
 * @file One measurement of ours, in a process of its own: the default training, facts and all, but without figures.
 * The last line of what it prints is one JSON object (`train.mjs`, Measured).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { trainRun } from "../../dist/library/index.js";

const { path, bottleneck, batchSize, threads, epochs, width, compat, startedMs } = JSON.parse(process.argv[2]);
const runFolder = mkdtempSync(join(tmpdir(), "thesis-bench-run-"));
const cpuSeconds = () => Object.values(process.cpuUsage()).reduce((sum, microseconds) => sum + microseconds, 0) / 1e6;
const measured = { seconds: [], cpuSeconds: [] };
let [wall, cpu] = [0, 0];
const onEvent = ({ kind, trainEvents }) => {
  if (kind === "started") measured.events = trainEvents;
  if (kind === "step") measured.firstStep ??= { seconds: (Date.now() - startedMs) / 1000, cpuSeconds: cpuSeconds() };
  if (kind === "started" || kind === "epoch") {
    if (kind === "epoch") {
      measured.seconds.push(performance.now() / 1000 - wall);
      measured.cpuSeconds.push(cpuSeconds() - cpu);
    }
    [wall, cpu] = [performance.now() / 1000, cpuSeconds()];
  }
  if (kind === "trained") measured.peakMemoryMiB = process.resourceUsage().maxRSS / 1024;
};
await trainRun(
  [
    ...[`data.path=${path}`, `env.output_root=${runFolder}`, `compat=${compat}`, `threads=${threads}`],
    ...[`phase1/latent_space=${bottleneck}`, `phase1.trainer.epochs=${epochs}`],
    ...[`phase1.trainer.batch_size=${batchSize}`, `phase1.encoder.enc_hidden=[${width},${width}]`],
    ...[
      `phase1.decoder.dec_hidden=[${width},${width}]`,
      "phase1.decoder.globals_beta=1",
      "phase1.encoder.globals_token=false",
      "logging.make_plots=false",
    ],
  ],
  { onEvent },
);
rmSync(runFolder, { recursive: true });
console.log(JSON.stringify(measured));
