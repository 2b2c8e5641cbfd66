/**
 * @file The first loss and gradient of every bottleneck, and an epoch of two steps of every loop, on the CPU and on another
 * device: a line of JSON each. `node train-on-device.mjs webgpu [case …]`
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { autoencoderConfig, buildAutoencoder, toHostBatch } from "#architectures";
import { dataConfig, openEvents } from "#data";
import { Compiled, gradientsOf, VariableScope } from "#engine";
import { simpleMlpConfig, trainerConfig, trainingLoops } from "#training-loops";

const [device, ...wanted] = process.argv.slice(2);
const folder = join(import.meta.dirname, "..", "..", "configs", "phase1");
const part = (group, name) => parse(readFileSync(join(folder, group, `${name}.yaml`), "utf8"));
const latentSpaces = readdirSync(join(folder, "latent_space")).map((file) => file.replace(".yaml", ""));

const layers = { dropout: 0, activation: "gelu" };
const encoder = { kind: "mlp", enc_hidden: [16], id_embed_dim: 4, ...layers };
const head = { globals_head: true, globals_hidden: [8], globals_beta: 0.1 };
const plain = {
  encoder,
  decoder: { kind: "mlp", dec_hidden: [16], ...head, ...layers },
  latent_space: { kind: "none", latent_dim: 8 },
};
const critic = { encoder, width: 8, hidden: [8], activation: "gelu" };
const adversarial = {
  ...{ kind: "adversarial", form: "hinge", weight: 0.01, penalty: "r1", penalty_weight: 1 },
  ...{ critic, critic_lr: 1e-3, critic_steps: 1 },
};
const diffusion = {
  ...{ kind: "diffusion", width: 8, layers: 1, heads: 2, feedforward: 16, ...layers, ...head },
  ...{ prediction: "v", schedule: "cosine", sampling_steps: 2 },
};

const loops = {
  ae: {},
  gan_ae: { loss: adversarial },
  diffusion_ae: { decoder: diffusion },
  test_mlp: {},
};

const cases = {
  ...Object.fromEntries(
    latentSpaces.map((name) => {
      const config = part("latent_space", name);
      const latent_space = { ...config, ...(config.codebook_size && { codebook_size: 64 }), latent_dim: 8 };
      return [`latent_space=${name}`, (on) => firstGradient(on, autoencoderConfig.parse({ ...plain, latent_space }))];
    }),
  ),
  ...Object.fromEntries(
    Object.entries(loops).map(([loop, parts]) => {
      return [`loop=${loop}`, (on) => epoch(on, loop, autoencoderConfig.parse({ ...plain, ...parts }))];
    }),
  ),
};

// 32 · 18 slots are enough for padding to be left out
const usual = { epochs: 1, batch_size: 32, lr: 1e-3, weight_decay: 0, grad_clip: 1, seed: 0 };
const events = dataConfig.parse({ kind: "synthetic", n_train: 64, n_val: 32, n_test: 32 });
const data = await openEvents(events, { compat: "none", seed: 0 });

for (const [name, run] of Object.entries(cases)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(JSON.stringify({ name, cpu: await run("cpu"), other: await run(device) }));
}

async function epoch(on, loop, model) {
  const runtime = { device: on, threads: 1 };
  const test_mlp = simpleMlpConfig.parse({ n_train: 64, n_val: 32, n_test: 32, hidden: [16] });
  const config = { phase1: { ...model, trainer: trainerConfig.parse(usual) }, compat: "none", test_mlp };
  const { state, events: happenings } = trainingLoops[loop].prepare({ config, data, runtime });
  const losses = [];
  const gradientNorm = [];
  for await (const event of happenings()) {
    if (event.kind === "step") losses.push(event.loss);
    if (event.kind !== "epoch") continue;
    losses.push(event.validation.losses.total);
    gradientNorm.push(event.train.metrics.gradient_norm);
    break;
  }
  return { losses, gradientNorm, weights: [...state.toTensors().values()].flatMap(({ data }) => [...data]) };
}

async function firstGradient(on, model) {
  const scope = VariableScope.root(0);
  const options = { compat: "none", transform: data.transform.describe() };
  const autoencoder = buildAutoencoder(model, data.sizes, scope, options);
  const parameters = scope.variables.filter(({ kind }) => kind === "parameter").map(({ value }) => value);
  const outputs = (batch) => {
    const { total } = autoencoder.objective(batch, true);
    return { total, ...Object.fromEntries(gradientsOf(total, parameters).map((g, i) => [`gradient.${i}`, g])) };
  };
  const compiled = new Compiled((batch) => ({ outputs: outputs(batch) }), { runtime: { device: on, threads: 1 } });
  const values = scope.variables.map(({ name, shape, initial }) => [name, { dtype: "float32", shape, data: initial }]);
  const found = await compiled.run(toHostBatch(data.first("train", 32)), Object.fromEntries(values), 0);
  await compiled[Symbol.asyncDispose]();
  const { total, ...gradients } = found;
  return { losses: [...total.data], gradient: Object.values(gradients).flatMap(({ data }) => [...data]) };
}
