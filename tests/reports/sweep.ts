/** @file A sweep of small made-up runs on disk: three bottlenecks, two weights, two seeds, numbers that can be told apart. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openFactsWriter } from "#facts";
import { type ReportConfig, reportConfig } from "#reports";
import { epochEvent, meta, started, tested, trained } from "../facts/events.ts";

const BOTTLENECKS = { none: 1, linear: 1.2, vq: 3 } as const;
const EPOCHS = 5;

export function outputRoot(): string {
  const folder = mkdtempSync(join(tmpdir(), "thesis-reports-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** @returns the folder of the runs */
export async function makeSweep(root: string, seeds: readonly number[] = [0, 1]): Promise<string> {
  let job = 0;
  for (const [latent_space, scale] of Object.entries(BOTTLENECKS)) {
    for (const globals_beta of [1, 10]) {
      for (const seed of seeds) {
        const axes = {
          encoder: "mlp",
          latent_space,
          decoder: "mlp",
          latent_dim: 32,
          ...(latent_space === "vq" && { codebook_size: 512 }),
          globals_beta,
          seed,
        };
        const size = scale * (1 + 0.1 * seed) * (globals_beta === 1 ? 1 : 1.5);
        await writeRun(join(root, "runs", `run_20260101-000000_test_job${job++}`), { axes, seed, size });
      }
    }
  }
  return join(root, "runs");
}

interface RunWish {
  readonly axes: Readonly<Record<string, string | number>>;
  readonly seed: number;
  /** Of its errors. */
  readonly size: number;
}

async function writeRun(folder: string, { axes, seed, size }: RunWish): Promise<void> {
  const facts = await openFactsWriter(folder, { ...meta, seed, axes }, { peakMemoryMib: () => 100 });
  await facts.append({ ...started, epochs: EPOCHS } as typeof started);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const rec_tokens = size / (epoch + 1);
    const rec_globals = size / (2 * epoch + 4);
    const losses = { total: rec_tokens + Number(axes["globals_beta"]) * rec_globals, rec_tokens, rec_globals };
    const split = {
      losses,
      metrics: { perplex: 40 * size + epoch, codes_used: Math.round(60 * size) },
      codeCounts: null,
    };
    await facts.append(
      epochEvent(epoch, { train: split, validation: split, wallSeconds: 2 + size / 10, throughput: 1000 / size }),
    );
  }
  await facts.append(trained);
  await facts.append(tested);
  await facts.finish("finished");
  writeFileSync(join(folder, "evaluation.json"), JSON.stringify(evaluationOf(axes, size)));
}

/** As a run writes it, of what reports look at; all numbers are worked out from `size`. */
function evaluationOf(axes: RunWish["axes"], size: number) {
  const core = (width: number) => ({ n: 800, bias: 0, core: width, tails: 0.01 });
  const widths = (scale: number) => ({
    pt: core(0.02 * size * scale),
    eta: core(0.03 * size * scale),
    phi: core(0.025 * size * scale),
  });
  const signal = (auroc: number) => ({
    signal_events: 40,
    background_events: 60,
    auroc,
    auroc_interval: { low: auroc - 0.03, high: auroc + 0.03 },
    background_rejection: { 0.1: 40 / size, 0.3: 12 / size, 0.5: null, 0.7: 2 },
    max_significance_improvement: { maximum: 1 + 1 / size, signal_efficiency: 0.2, background_efficiency: 0.01 },
  });
  const hasCodes = axes["latent_space"] === "vq";
  return {
    version: 2,
    events: 100,
    particles: { all: widths(1), jet: widths(1.3), "e-": widths(0.6), photon: { pt: null, eta: null, phi: null } },
    codebook: hasCodes ? { size: 512, codes_used: 180, bits_per_token: 6 + size, bits_per_event: 48 + 8 * size } : null,
    anomaly: { background: [1, 2], signals: { all: signal(0.8 - 0.05 * size), 3: signal(0.85 - 0.05 * size) } },
    parameters: 45000,
    flops_per_event: 1e6 * (1 + size),
    latency_ms: { batch_1: { median: 0.2 * size, p95: 0.3 }, batch_64: { median: 2 * size, p95: 3 } },
  };
}

/** A checked config with the defaults of the schema. */
export function configOf(root: string, analysis: string, inputs: object, rest: object = {}): ReportConfig {
  return reportConfig.parse({ analysis, env: { output_root: root }, inputs, ...rest });
}
