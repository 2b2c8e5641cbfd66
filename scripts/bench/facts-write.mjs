/**
 * @file What facts cost while they are written: bytes and time of ten thousand epochs, and folders for a thousand runs that
 * start in the same second from many processes.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFactsWriter } from "#facts";
import { eventsOf, metaOf } from "./facts-runs.mjs";

const EPOCHS = 10_000;
/** Of a run with a codebook. */
const METRICS = ["perplex", "codes_used", "utilisation", "bits_per_token", "bits_per_event"];
const PROCESSES = 8;
const CLAIMS = 125;

/** As a training writes them, with everything that waits for the disk. */
export async function benchWriting() {
  const folder = mkdtempSync(join(tmpdir(), "thesis-facts-"));
  try {
    const run = join(folder, "run");
    const trainMetrics = [...METRICS, "lr", "gradient_norm"];
    const events = eventsOf(EPOCHS, 0, { metrics: METRICS, trainMetrics });
    const facts = await openFactsWriter(run, metaOf(run, 0));
    const before = process.cpuUsage();
    const start = performance.now();
    for (const event of events) await facts.append(event);
    await facts.finish("finished");
    const ms = (performance.now() - start) / EPOCHS;
    const { user, system } = process.cpuUsage(before);
    const bytes = readdirSync(join(run, "facts")).reduce(
      (sum, name) => sum + statSync(join(run, "facts", name)).size,
      0,
    );
    console.log(
      `${EPOCHS} epochs: ${(bytes / 1e6).toFixed(1)} MB of facts; an epoch takes ${ms.toFixed(3)} ms, ` +
        `${((user + system) / 1000 / EPOCHS).toFixed(3)} ms of CPU`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every process wants the same name again and again. */
export async function benchClaims() {
  const folder = mkdtempSync(join(tmpdir(), "thesis-claims-"));
  try {
    const children = Array.from({ length: PROCESSES }, () =>
      spawn(process.execPath, [join(import.meta.dirname, "facts-claim.mjs"), folder, String(CLAIMS)], {
        stdio: ["pipe", "pipe", "inherit"],
      }),
    );
    const lineOf = (child) => new Promise((said) => child.stdout.once("data", said));
    await Promise.all(children.map(lineOf));
    const start = performance.now();
    const done = children.map(lineOf);
    for (const child of children) child.stdin.write("go\n");
    await Promise.all(done);
    const seconds = (performance.now() - start) / 1000;
    const runs = readdirSync(folder).length;
    console.log(
      `${PROCESSES * CLAIMS} runs of one name from ${PROCESSES} processes: ${runs} folders in ${seconds.toFixed(2)} s`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
