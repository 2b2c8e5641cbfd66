/** @file One model, fixed weights, five batches: forward, gradients, and the parameters after 1 and 5 Adam steps. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { autoencoderConfig, buildAutoencoder, modernPart } from "#architectures";
import { readCheckpoint } from "#checkpoints";
import { Adam, Compiled, gradientsOf, Learning, ModelState, VariableScope } from "#engine";

const runtime = { device: "cpu", threads: 1 };
/** As relative to the tensor's scale, against float64. */
const ALLOWED = { forward: 1e-5, gradient: 1e-4, parameter: 1e-4, coldCodebook: 0.1 };

export async function runNumerics(folder, report) {
  const cases = readdirSync(join(folder, "numerics"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of cases) await runCase(join(folder, "numerics", name), name, report);
}

/** @returns the model of a recorded case with its weights loaded */
export function modelOf({ encoder, latent_space, decoder }, sizes, weights) {
  const config = autoencoderConfig.parse({
    encoder: modernPart(encoder),
    latent_space: modernPart(latent_space),
    decoder: modernPart(decoder),
  });
  const scope = VariableScope.root(0);
  const model = buildAutoencoder(config, sizes, scope, { compat: "reference" });
  const state = new ModelState(scope.variables);
  state.load(weights);
  return { model, state };
}

async function runCase(folder, name, report) {
  const read = (file) => readCheckpoint(join(folder, `${file}.safetensors`));
  const has = new Set(readdirSync(folder).map((file) => file.replace(".safetensors", "")));
  const meta = JSON.parse(readFileSync(join(folder, "meta.json"), "utf8"));
  const sizes = {
    tokens: meta.meta.n_tokens,
    features: meta.meta.cont_dim,
    globals: meta.meta.globals,
    types: meta.meta.num_types,
  };
  const { model, state } = modelOf(meta.config, sizes, await read("weights"));
  const batches = batchesOf(await read("batches"));
  const expected = (file) => read(has.has(`${file}_f64`) ? `${file}_f64` : `${file}_f32`);

  if (has.has("forward_f32"))
    await compareForward(`${name} forward`, model, state, batches[0], await expected("forward"), report);
  if (has.has("grads_f32")) await compareGradients(name, model, state, batches[0], await expected("grads"), report);

  const optimizer = new Adam({
    learningRate: meta.lr,
    betas: meta.adam.betas,
    epsilon: meta.adam.eps,
    weightDecay: meta.adam.weight_decay,
  });
  const learning = new Learning((batch, isLearning) => model.objective(batch, isLearning), state, {
    optimizer,
    clipNorm: meta.grad_clip,
    runtime,
  });
  const allowedOf = (variable) =>
    /ema_|codebook/.test(variable) && name.includes("cold") ? ALLOWED.coldCodebook : ALLOWED.parameter;
  const compareParameters = (label, tensors) => {
    const actual = state.toTensors();
    for (const [variable, { data }] of tensors) {
      report.within(`${name} ${label} ${variable}`, errorOf(actual.get(variable).data, data), allowedOf(variable));
    }
  };
  await learning.run(batches[0]);
  if (has.has("params_after_1_f32")) compareParameters("after 1 step", await read("params_after_1_f32"));
  for (const batch of batches.slice(1)) await learning.run(batch);
  if (has.has("params_after_5_f32")) compareParameters("after 5 steps", await expected("params_after_5"));
  if (has.has("adam_after_5_f32")) compareMoments(name, state, await read("adam_after_5_f32"), report);
  if (has.has("forward_eval_after_5_f32")) {
    const evaluated = await read("forward_eval_after_5_f32");
    const tolerance = name.includes("cold") ? ALLOWED.coldCodebook : ALLOWED.parameter;
    await compareForward(`${name} evaluation after 5 steps`, model, state, batches[0], evaluated, report, {
      tolerance,
    });
  }

  await learning[Symbol.asyncDispose]();
}

async function compareForward(label, model, state, batch, expected, report, { tolerance = ALLOWED.forward } = {}) {
  const compiled = new Compiled(
    (traced) => {
      const { latent, compressed, reconstruction } = model.pass(traced, false);
      const { total, reports } = model.objective(traced, false);
      return {
        outputs: {
          x_hat: reconstruction.tokens,
          z_e: latent,
          z_decoder_in: compressed.latent,
          ...(compressed.indices && { z_q: compressed.latent, indices: compressed.indices.toFloat() }),
          globals_pred: reconstruction.globals,
          loss_rec_tokens: reports["loss.rec_tokens"],
          loss_rec_globals_unweighted: reports["loss.rec_globals"],
          loss_rec_globals_weighted: reports["loss.rec_globals"].mul(reconstruction.globalsWeight),
          loss_commit: reports["loss.commit"] ?? total.mul(0),
          loss_codebook: reports["loss.codebook"] ?? total.mul(0),
          perplexity: reports["diagnostic.perplexity"] ?? total.mul(0),
          loss_total: total,
        },
      };
    },
    { runtime },
  );
  const actual = await compiled.run(batch, stateFeeds(state), 0);
  await compiled[Symbol.asyncDispose]();
  const nearTies = tiesOf(expected);
  for (const [name, { data }] of expected) {
    if (name.startsWith("dist_")) continue;
    if (name === "indices") {
      const wrong = [...data].filter((index, i) => Number(index) !== actual.indices.data[i] && !nearTies.has(i));
      report.within(`${label} indices`, wrong.length, 0);
    } else {
      // a token whose two nearest codes tie may have taken the other one
      const width = data.length / Math.max(1, expected.get("indices")?.data.length ?? 1);
      const skip = ["x_hat", "z_decoder_in", "z_q"].includes(name)
        ? (i) => nearTies.has(Math.floor(i / width))
        : () => false;
      report.within(`${label} ${name}`, errorOf(actual[name].data, data, skip), tolerance);
    }
  }
}

async function compareGradients(name, model, state, batch, expected, report) {
  const compiled = new Compiled(
    (traced) => {
      const { total } = model.objective(traced, true);
      const parameters = state.variables.filter(({ kind }) => kind === "parameter");
      const gradients = gradientsOf(
        total,
        parameters.map(({ value }) => value),
      );
      const norm = gradients
        .map((gradient) => gradient.square().sum())
        .reduce((sum, square) => sum.add(square))
        .sqrt();
      const byName = parameters.map((parameter, i) => [parameter.name, gradients[i]]);
      return {
        outputs: {
          ...Object.fromEntries(byName.map(([key, value]) => [`gradient ${key}`, value])),
          "gradient __total_norm__": norm,
        },
      };
    },
    { runtime },
  );
  const actual = await compiled.run(batch, stateFeeds(state), 0);
  await compiled[Symbol.asyncDispose]();
  for (const [variable, { data }] of expected) {
    if (variable === "__clip_coef__") continue;
    report.within(`${name} gradient ${variable}`, errorOf(actual[`gradient ${variable}`].data, data), ALLOWED.gradient);
  }
}

function compareMoments(name, state, expected, report) {
  for (const slot of ["exp_avg", "exp_avg_sq"]) {
    let offset = 0;
    for (const { name: variable, initial } of state.parameters) {
      const moments = expected.get(`${slot}.${variable}`);
      const actual = state.values[`state.${slot}`].data.subarray(offset, offset + initial.length);
      offset += initial.length;
      if (moments) report.within(`${name} ${slot} ${variable}`, errorOf(actual, moments.data), 10 * ALLOWED.parameter);
    }
  }
}

/** Every variable under its own name, for graphs that do not use the flat vector. */
const stateFeeds = (state) => Object.fromEntries(state.toTensors());

function batchesOf(tensors) {
  const { shape } = tensors.get("tokens_id"); // [batch of batches, event, token]
  const [count, size, token] = shape;
  const part = (name, i) => {
    const { data } = tensors.get(name);
    return data.slice((i * data.length) / count, ((i + 1) * data.length) / count);
  };
  const float = (data, lengths) => ({ dtype: "float32", shape: lengths, data });
  return Array.from({ length: count }, (_, i) => {
    const globals = part("globals", i);
    return {
      tokens: float(part("tokens_cont", i), [size, token, tensors.get("tokens_cont").shape[3]]),
      ids: { dtype: "int32", shape: [size, token], data: Int32Array.from(part("tokens_id", i), Number) },
      mask: float(new Float32Array(size * token).fill(1), [size, token]),
      globals: float(globals, [size, globals.length / size]),
    };
  });
}

/** Tokens whose best and second-best code are too close to tell in single precision. */
function tiesOf(expected) {
  const [best, second] = ["dist_best_f64", "dist_second_f64"].map((name) => expected.get(name)?.data);
  if (!best) return new Set();
  return new Set(
    [...best].flatMap((distance, i) => (second[i] - distance < 1e-5 * Math.max(1, Math.abs(second[i])) ? [i] : [])),
  );
}

/** Largest difference, relative to the largest expected number (differences of zeros count as they are). */
export function errorOf(actual, expected, skip = () => false) {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let [largest, scale] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    if (skip(i)) continue;
    const difference = Math.abs(Number(actual[i]) - Number(expected[i]));
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
    scale = Math.max(scale, Math.abs(Number(expected[i])));
  }
  return scale > 0 ? largest / scale : largest;
}
