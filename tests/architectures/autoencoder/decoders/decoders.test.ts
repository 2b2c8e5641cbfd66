/** @file Every decoder against its contract, and the pooling of the globals head worked by hand. */
import { test } from "vitest";
import { VariableScope } from "#engine";
import {
  DiffusionDecoder,
  diffusionDecoderConfig,
} from "../../../../src/architectures/autoencoder/decoders/diffusion.ts";
import { GnnDecoder, gnnDecoderConfig } from "../../../../src/architectures/autoencoder/decoders/gnn.ts";
import { MlpDecoder, mlpDecoderConfig } from "../../../../src/architectures/autoencoder/decoders/mlp.ts";
import {
  TransformerDecoder,
  transformerDecoderConfig,
} from "../../../../src/architectures/autoencoder/decoders/transformer.ts";
import { expectClose } from "../../../contracts/close.ts";
import { decoderContract } from "../../../contracts/decoder.ts";
import { floats, runTraced } from "../../../traced.ts";

const head = { globals_head: true, globals_hidden: [6], globals_beta: 1 };
const mlp = (changes: object = {}) =>
  mlpDecoderConfig.parse({ kind: "mlp", dec_hidden: [8], dropout: 0, activation: "gelu", ...head, ...changes });
const layers = { layers: 2, width: 8, dropout: 0, activation: "gelu" };
const gnn = (changes: object = {}) =>
  gnnDecoderConfig.parse({ kind: "gnn", message_width: 6, ...layers, ...head, ...changes });
const transformer = (changes: object = {}) =>
  transformerDecoderConfig.parse({ kind: "transformer", heads: 2, feedforward: 12, ...layers, ...head, ...changes });
const diffusion = (changes: object = {}) =>
  diffusionDecoderConfig.parse({
    kind: "diffusion",
    heads: 2,
    feedforward: 12,
    prediction: "v",
    schedule: "cosine",
    sampling_steps: 3,
    ...layers,
    ...head,
    ...changes,
  });

decoderContract("MlpDecoder", (...rest) => new MlpDecoder(mlp(), ...rest));
decoderContract("MlpDecoder with dropout", (...rest) => new MlpDecoder(mlp({ dropout: 0.3 }), ...rest));
decoderContract("GnnDecoder", (...rest) => new GnnDecoder(gnn(), ...rest));
decoderContract("GnnDecoder with dropout", (...rest) => new GnnDecoder(gnn({ dropout: 0.3 }), ...rest));
decoderContract("TransformerDecoder", (...rest) => new TransformerDecoder(transformer(), ...rest));
decoderContract(
  "TransformerDecoder with dropout",
  (...rest) => new TransformerDecoder(transformer({ dropout: 0.3 }), ...rest),
);
decoderContract("DiffusionDecoder", (...rest) => new DiffusionDecoder(diffusion(), ...rest));
decoderContract(
  "DiffusionDecoder asked for noise, with dropout",
  (...rest) => new DiffusionDecoder(diffusion({ prediction: "epsilon", schedule: "linear", dropout: 0.3 }), ...rest),
);

const headAlone = { "g_head.0.weight": [1], "g_head.0.bias": [0], "g_head.2.weight": [1], "g_head.2.bias": [0] };

test.each([
  ["the mean latent of the particles, whatever the padding holds", false, [3, 7]],
  ["the latent of the globals alone, where there is one", true, [50, 60]],
] as const)("the globals head sees %s", async (_, hasGlobalsToken, expected) => {
  const scope = VariableScope.root(0);
  const config = mlp({ globals_hidden: [1], activation: "relu" });
  const sizes = { latent: 1, features: 1, globals: 1, hasGlobalsToken };
  const decoder = new MlpDecoder(config, sizes, scope, { compat: "none" });
  const { globals } = await runTraced(
    ({ latent, token, mask }) => ({
      globals: decoder.decode({ particles: latent!, globals: token! }, mask!, false).globals!,
    }),
    {
      latent: floats([2, 3, 1], [2, 4, 99, 7, 99, 99]),
      token: floats([2, 1], [50, 60]),
      mask: floats([2, 3], [1, 1, 0, 1, 0, 0]),
    },
    { variables: scope.variables, values: headAlone },
  );
  expectClose(globals!, [...expected]);
});
