/** @file Tables of as many made-up runs as wanted, without any folder: bottlenecks, widths, weights and seeds of a large sweep. */
import { EpochTable, type RunRow, type RunTables } from "#facts";

const BOTTLENECKS = ["none", "linear", "vq", "fsq", "rvq"];
const EPOCHS = 100;

export function manyRuns(count: number): RunTables {
  const runs = Array.from({ length: count }, (_, i) => runOf(i));
  const epochs = runs.map((row, i) => {
    const wobble = (epoch: number) => 1 + 0.05 * Math.sin(i + epoch);
    const falling = (size: number) =>
      Float64Array.from({ length: EPOCHS }, (_, epoch) => (size * wobble(epoch)) / (epoch + 1));
    const size = 1 + (i % 7);
    const columns = new Map([
      ["epoch", Float64Array.from({ length: EPOCHS }, (_, epoch) => epoch)],
      ["epoch_time_s", Float64Array.from({ length: EPOCHS }, (_, epoch) => 2 * wobble(epoch))],
      ["loss.rec_tokens", falling(size)],
      ["val_loss", falling(2 * size)],
      ["train_loss", falling(1.8 * size)],
      ...(row.codebook_size === null
        ? []
        : [["metric_perplex", Float64Array.from({ length: EPOCHS }, (_, epoch) => 100 + epoch)] as const]),
    ]);
    return { length: EPOCHS, columns };
  });
  return { runs, epochs: new EpochTable(epochs), skipped: [] };
}

function runOf(i: number): RunRow {
  const seed = i % 5;
  const tokenizer = BOTTLENECKS[Math.floor(i / 5) % 5]!;
  const globals_beta = [0, 1, 10][Math.floor(i / 25) % 3]!;
  const latent_dim = [8, 16, 32, 64][Math.floor(i / 75) % 4]!;
  const lr = [1e-4, 3e-4, 1e-3][Math.floor(i / 300)] ?? 3e-3;
  const hasCodes = tokenizer !== "none" && tokenizer !== "linear";
  const error = (0.1 + 0.02 * (i % 7)) * (1 + 0.03 * seed) * (1 + Math.log10(lr * 1e4));
  const name = `run_20260101-000000_sweep_job${i}`;
  return {
    ...{ run_dir: `outputs/runs/${name}`, name, system: "thesis-ml", status: "finished", complete: true },
    ...{ encoder: "mlp", tokenizer, decoder: "mlp", seed, latent_dim, codebook_size: hasCodes ? 512 : null },
    ...{ globals_beta, dataset_name: "data/four_tops.h5", config_sha1: `${i}`.padStart(40, "0"), git_commit: null },
    ...{ epochs: EPOCHS, best_epoch: EPOCHS - 1, total_time_s: 200 + i, mean_epoch_time_s: 2 + i / 100 },
    ...{ "loss.total_best": 2 * error, "loss.total_final": 2 * error, "loss.recon_best": error },
    ...{ "loss.commit_best": null, "loss.codebook_best": null, "loss.rec_globals_best": error / 2 },
    ...{ "loss.unweighted_best": 1.5 * error, throughput_mean: 1e4 + i, max_memory_mib_max: 300 },
    metrics_final: hasCodes ? { perplex: 100 + (i % 300), codes_used: 200 + (i % 300) } : {},
    evaluation: { version: 2, numbers: evaluationNumbers(error, i), anomaly: null },
    axes: { lr, batch_size: 128 },
    notes: [],
  };
}

/** A few of a hundred: widths of two kinds, and what they cost. */
function evaluationNumbers(error: number, i: number): Readonly<Record<string, number>> {
  const widths = ["pt", "eta", "phi"].flatMap((name) =>
    ["all", "jet"].map((kind) => [`particles.${kind}.${name}.core`, error / 4] as const),
  );
  return {
    ...{ version: 2, events: 1000, "particles.all.pt.n": 8000 + i, flops_per_event: 1e6 + 100 * i },
    ...Object.fromEntries(widths),
    ...{ "latency_ms.batch_1.median": 0.1 + error },
  };
}
