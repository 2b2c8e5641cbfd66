/** @file What parts cost and give, counted by hand. */
import { expect, test } from "vitest";
import { autoencoderConfig, buildAutoencoder, costsOf, SimpleMlp } from "#architectures";
import { VariableScope } from "#engine";

test("each part is counted once, with its own numbers alone", () => {
  const scope = VariableScope.root(0);
  const layers = { dropout: 0, activation: "relu" };
  const config = autoencoderConfig.parse({
    encoder: { kind: "mlp", enc_hidden: [7], id_embed_dim: 2, ...layers },
    latent_space: { kind: "fsq", latent_dim: 4, levels: [5, 5] },
    decoder: { kind: "mlp", dec_hidden: [6], globals_head: true, globals_hidden: [2], globals_beta: 1, ...layers },
  });
  const sizes = { tokens: 3, features: 5, globals: 3, types: 8 };
  const model = buildAutoencoder(config, sizes, scope, { compat: "none" });
  const [encoder, bottleneck, decoder] = costsOf(model.stages(sizes, config), scope.variables);
  expect(encoder).toEqual({
    name: "encoder",
    kind: "mlp",
    parameters: 8 * 2 + (7 * 7 + 7) + (7 * 4 + 4),
    buffers: 0,
    // three tokens: products and biases of both layers, and a relu between them
    flops: 3 * (2 * 7 * 7 + 7 + 7 + 2 * 7 * 4 + 4),
    gives: { latent: [3, 4] },
  });
  expect(bottleneck).toMatchObject({ kind: "fsq", gives: { latent: [3, 4], indices: [3] } });
  expect(decoder).toMatchObject({
    parameters: 4 * 6 + 6 + (6 * 5 + 5) + (4 * 2 + 2) + (2 * 3 + 3),
    gives: { tokens: [3, 5], globals: [3] },
  });
});

test("codebooks that follow their latents count as buffers, those of the gradient as parameters", () => {
  const costsWith = (ema: boolean) => {
    const scope = VariableScope.root(0);
    const layers = { dropout: 0, activation: "relu" };
    const config = autoencoderConfig.parse({
      encoder: { kind: "mlp", enc_hidden: [4], id_embed_dim: 2, ...layers },
      latent_space: { kind: "vq", latent_dim: 4, codebook_size: 16, beta: 1, ema, ema_decay: 0.9 },
      decoder: { kind: "mlp", dec_hidden: [4], globals_head: false, globals_hidden: [2], globals_beta: 1, ...layers },
    });
    const sizes = { tokens: 3, features: 5, globals: 3, types: 8 };
    const model = buildAutoencoder(config, sizes, scope, { compat: "none" });
    return costsOf(model.stages(sizes, config), scope.variables)[1]!;
  };
  expect(costsWith(true)).toMatchObject({ parameters: 0, buffers: 16 * 4 + 16 + 16 * 4 });
  expect(costsWith(false)).toMatchObject({ parameters: 16 * 4, buffers: 16 }); // how often each is chosen
});

test("the simplest model is one part", () => {
  const scope = VariableScope.root(0);
  const model = new SimpleMlp({ task: "regression", hidden: [3], dropout: 0, activation: "tanh" }, 2, scope);
  expect(costsOf(model.stages(), scope.variables)).toEqual([
    {
      ...{ name: "net", kind: "mlp", parameters: 2 * 3 + 3 + 3 + 1, buffers: 0 },
      flops: 2 * 2 * 3 + 3 + 3 + 2 * 3 + 1,
      gives: { regression: [] },
    },
  ]);
});
