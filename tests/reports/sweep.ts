/** @file A sweep of small made-up runs on disk: three bottlenecks, two weights, two seeds, numbers that can be told apart. */
import { mkdtempSync, rmSync } from "node:fs";
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
}

/** A checked config with the defaults of the schema. */
export function configOf(root: string, analysis: string, inputs: object, rest: object = {}): ReportConfig {
  return reportConfig.parse({ analysis, env: { output_root: root }, inputs, ...rest });
}
