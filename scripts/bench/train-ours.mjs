/** @file One measurement of ours, in a process of its own: prints events per second of each epoch but the first. */
import { autoencoderConfig } from "#architectures";
import { dataConfig, openEvents } from "#data";
import { trainerConfig, trainingLoops } from "#training-loops";

const [path, bottleneck, batchSize, threads, epochs] = process.argv.slice(2);
const latentSpaces = {
  none: { kind: "none", latent_dim: 32 },
  linear: { kind: "linear", latent_dim: 32 },
  vq: { kind: "vq", latent_dim: 32, codebook_size: 512, beta: 0.25, ema: true, ema_decay: 0.99 },
};
const layers = { dropout: 0, activation: "gelu" };
const model = autoencoderConfig.parse({
  encoder: { kind: "mlp", enc_hidden: [128, 128], id_embed_dim: 8, ...layers },
  decoder: {
    kind: "mlp",
    dec_hidden: [128, 128],
    globals_head: true,
    globals_hidden: [32],
    globals_beta: 1,
    ...layers,
  },
  latent_space: latentSpaces[bottleneck],
});
const trainer = trainerConfig.parse({
  epochs: Number(epochs),
  batch_size: Number(batchSize),
  lr: 1e-3,
  weight_decay: 0,
  grad_clip: 1,
  seed: 0,
});
const data = await openEvents(dataConfig.parse({ kind: "h5_tokens", path }), { compat: "none", seed: 0 });
const runtime = { device: "cpu", threads: Number(threads) };
const { events } = trainingLoops.ae.prepare({
  config: { phase1: { ...model, trainer }, compat: "none" },
  data,
  runtime,
});
const rates = [];
for await (const event of events()) {
  if (event.kind === "epoch" && event.epoch > 0) rates.push(event.throughput);
}
console.log(JSON.stringify(rates));
