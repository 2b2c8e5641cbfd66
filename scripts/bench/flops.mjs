/** @file What a training computes and what this machine could: floating-point operations of an epoch, and the peak of GEMM. */
import { autoencoderConfig, buildAutoencoder, toHostBatch } from "#architectures";
import { dataConfig, openEvents } from "#data";
import { Compiled, emitOnnx, gradientsOf, openSession, Tensor, VariableScope } from "#engine";

const SIZE = 1024;
const TRIES = 20;

/**
 * The best of some products of two 1,024 × 1,024 matrices, in GFLOP/s.
 *
 * @param clock `wall`, or `cpu` for seconds of CPU of all threads together
 */
export async function gemmPeak(threads, clock) {
  const now = clock === "cpu" ? () => process.cpuUsage().user / 1000 : () => performance.now();
  const leaf = (name) => Tensor.leaf({ dtype: "float32", shape: [SIZE, SIZE] }, { kind: "input", name });
  const { bytes } = emitOnnx({ c: leaf("a").gemm(leaf("b"), false, false).max() });
  const session = await openSession(bytes, { device: "cpu", threads });
  const matrix = { dtype: "float32", shape: [SIZE, SIZE], data: new Float32Array(SIZE * SIZE).fill(0.5) };
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < TRIES; i++) {
    const start = now();
    await session.run({ a: matrix, b: matrix });
    best = Math.min(best, now() - start);
  }
  await session[Symbol.asyncDispose]();
  return (2 * SIZE ** 3) / best / 1e6;
}

/**
 * Of an epoch, in GFLOP: forward, backward and validation of what is really computed, so without the padding where it is
 * left out. The optimizer does not count.
 */
export async function epochGigaflops({ path, bottleneck, batchSize, width, compat }) {
  const data = await openEvents(dataConfig.parse({ kind: "h5_tokens", path }), { compat, seed: 0 });
  const layers = { dropout: 0, activation: "gelu" };
  const scope = VariableScope.root(0);
  const model = buildAutoencoder(
    autoencoderConfig.parse({
      encoder: { kind: "mlp", enc_hidden: [width, width], id_embed_dim: 8, ...layers },
      decoder: {
        ...{ kind: "mlp", dec_hidden: [width, width], ...layers },
        ...{ globals_head: true, globals_hidden: [32], globals_beta: 1 },
      },
      latent_space: {
        ...{ kind: bottleneck, latent_dim: 32 },
        ...(bottleneck === "vq" && { codebook_size: 512, beta: 0.25, ema: true, ema_decay: 0.99 }),
      },
    }),
    data.sizes,
    scope,
    { compat, transform: data.transform.describe() },
  );
  const parameters = scope.variables.filter(({ kind }) => kind === "parameter").map(({ value }) => value);
  const count = (split, outputs) => {
    const batch = data.first(split, batchSize);
    const compiled = new Compiled((traced) => ({ outputs: outputs(traced) }), {
      runtime: { device: "cpu", threads: 1 },
    });
    return (compiled.flops(toHostBatch(batch)) / batch.size) * data.counts[split] * 1e-9;
  };
  const learned = count("train", (traced) => {
    const { total, updates } = model.objective(traced, true);
    return [total, ...updates.map(({ value }) => value), ...gradientsOf(total, parameters)];
  });
  return learned + count("val", (traced) => [model.objective(traced, false).total]);
}
