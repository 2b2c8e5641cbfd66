/** @file A few steps of a small model with every kind of layer, on the CPU and on WebGPU: prints both as JSON. */
import { Adam, Embedding, LayerNorm, Learning, Linear, ModelState, MultiHeadAttention, VariableScope } from "#engine";

const [BATCH, TOKENS, WIDTH, CODES] = [3, 4, 8, 128];

function model() {
  const scope = VariableScope.root(1);
  const kinds = new Embedding(5, WIDTH, scope.at("kinds"));
  const norm = new LayerNorm(WIDTH, scope.at("norm"));
  const attention = new MultiHeadAttention(WIDTH, 2, scope.at("attention"));
  const hidden = new Linear(WIDTH, 2 * WIDTH, scope.at("hidden"));
  const out = new Linear(2 * WIDTH, WIDTH, scope.at("out"));
  const codes = scope.parameter("codes", [CODES, WIDTH], (values, random) => {
    for (let i = 0; i < values.length; i++) values[i] = random.normal();
  });
  const objective = ({ x, ids, mask }) => {
    const mixed = attention.apply(norm.apply(x.add(kinds.apply(ids))), mask);
    const latent = out.apply(hidden.apply(mixed).gelu()).reshape([BATCH * TOKENS, WIDTH]);
    const squares = codes.value.square().sum([1]);
    const nearest = latent.stopGradient().gemm(codes.value.stopGradient().mul(-2), false, true, squares).argMin();
    const gap = latent.sub(codes.value.gather(nearest)).square().sum([1]);
    return { total: gap.mul(mask.reshape([BATCH * TOKENS])).mean(), reports: {}, updates: [] };
  };
  return { state: new ModelState(scope.variables), objective };
}

const spread = (length, seed) => Float32Array.from({ length }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed));

async function train(device) {
  const { state, objective } = model();
  const options = { optimizer: new Adam({ learningRate: 1e-2 }), clipNorm: 1, runtime: { device, threads: 1 } };
  const learning = new Learning(objective, state, options);
  const mask = { dtype: "float32", shape: [BATCH, TOKENS], data: Float32Array.of(1, 1, 1, 0, 1, 1, 0, 0, 1, 1, 1, 1) };
  const losses = [];
  for (let step = 0; step < 6; step++) {
    const x = { dtype: "float32", shape: [BATCH, TOKENS, WIDTH], data: spread(BATCH * TOKENS * WIDTH, step) };
    const ids = { dtype: "int32", shape: [BATCH, TOKENS], data: Int32Array.from({ length: 12 }, (_, i) => i % 5) };
    losses.push((await learning.run({ x, ids, mask })).total[0]);
  }
  await learning[Symbol.asyncDispose]();
  return { losses, weights: Array.from(state.values[state.names.parameters].data) };
}

console.log(JSON.stringify({ cpu: await train("cpu"), webgpu: await train("webgpu") }));
