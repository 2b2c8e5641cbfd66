/** @file Every encoder against its contract, and what those that look at whole events promise besides. */
import { describe, expect, test } from "vitest";
import { VariableScope } from "#engine";
import type { Encoder } from "../../../../src/architectures/autoencoder/encoders/encoder.ts";
import { GnnEncoder, gnnEncoderConfig } from "../../../../src/architectures/autoencoder/encoders/gnn.ts";
import { buildEncoder } from "../../../../src/architectures/autoencoder/encoders/index.ts";
import { MlpEncoder, mlpEncoderConfig } from "../../../../src/architectures/autoencoder/encoders/mlp.ts";
import {
  TransformerEncoder,
  transformerEncoderConfig,
} from "../../../../src/architectures/autoencoder/encoders/transformer.ts";
import { eventTensors } from "../../../../src/architectures/autoencoder/event-tensors.ts";
import type { ModelOptions } from "../../../../src/architectures/autoencoder/model-options.ts";
import { expectClose } from "../../../contracts/close.ts";
import { type BuildEncoder, encoderContract } from "../../../contracts/encoder.ts";
import { ofParticles, paddedEvents, SIZES } from "../../../contracts/padded-events.ts";
import { PHYSICS } from "../../../contracts/physics-transform.ts";
import { floats, integers, normals, runTraced } from "../../../traced.ts";

const layers = { layers: 2, dropout: 0, activation: "gelu", id_embed_dim: 3, pair_features: true };
const mlp = (dropout: number) =>
  mlpEncoderConfig.parse({ kind: "mlp", enc_hidden: [8, 8], dropout, activation: "gelu", id_embed_dim: 3 });
const gnn = (changes: object = {}) =>
  gnnEncoderConfig.parse({ kind: "gnn", width: 8, message_width: 6, ...layers, ...changes });
const transformer = (changes: object = {}) =>
  transformerEncoderConfig.parse({
    kind: "transformer",
    width: 8,
    heads: 2,
    feedforward: 12,
    pair_hidden: 4,
    ...layers,
    ...changes,
  });
const blind = { pair_features: false };

encoderContract("MlpEncoder", (sizes, scope) => new MlpEncoder(mlp(0), sizes, scope));
encoderContract("MlpEncoder with dropout", (sizes, scope) => new MlpEncoder(mlp(0.3), sizes, scope));
encoderContract("an encoder that sees the globals", (sizes, ...rest) =>
  buildEncoder({ ...transformer(), sees_globals: true }, { ...SIZES, ...sizes }, ...rest),
);
encoderContract("GnnEncoder", (...rest) => new GnnEncoder(gnn(), ...rest));
encoderContract("GnnEncoder without pairs", (...rest) => new GnnEncoder(gnn({ ...blind, dropout: 0.3 }), ...rest));
encoderContract("TransformerEncoder", (...rest) => new TransformerEncoder(transformer(), ...rest));
encoderContract(
  "TransformerEncoder without pairs",
  (...rest) => new TransformerEncoder(transformer({ ...blind, dropout: 0.3 }), ...rest),
);

const lookingAround: Record<string, BuildEncoder> = {
  GnnEncoder: (...rest) => new GnnEncoder(gnn(), ...rest),
  TransformerEncoder: (...rest) => new TransformerEncoder(transformer(), ...rest),
};

describe.each(Object.entries(lookingAround))("%s", (_, build) => {
  const TOKENS = normals([1, 3, SIZES.features], "three particles").data as Float32Array;
  const encode = async (order: readonly number[], real: readonly number[], tokens = TOKENS) => {
    const scope = VariableScope.root(7);
    const encoder: Encoder = build(SIZES, scope, { compat: "none", transform: PHYSICS });
    const ids = [1, 2, 5];
    const { latent } = await runTraced(
      (batch) => ({ latent: encoder.encode(eventTensors(batch), false) }),
      {
        tokens: floats(
          [1, 3, SIZES.features],
          order.flatMap((i) => Array.from(tokens.slice(i * SIZES.features, (i + 1) * SIZES.features))),
        ),
        ids: integers(
          [1, 3],
          order.map((i) => ids[i]!),
        ),
        mask: floats([1, 3], real),
        globals: floats([1, SIZES.globals], [0, 0, 0]),
      },
      { variables: scope.variables },
    );
    return (i: number) => latent!.slice(i * SIZES.latent, (i + 1) * SIZES.latent);
  };

  test("gives every particle the same latent in whatever order they come", async () => {
    const [straight, turned] = [await encode([0, 1, 2], [1, 1, 1]), await encode([2, 0, 1], [1, 1, 1])];
    for (const [i, place] of [1, 2, 0].entries()) expectClose(turned(place), straight(i));
  });

  test("sees a neighbour that is a particle, and none that is padding", async () => {
    const moved = TOKENS.map((x, i) => (i >= 2 * SIZES.features ? x + 0.5 : x));
    const all = [1, 1, 1];
    expect((await encode([0, 1, 2], all, moved))(0)).not.toEqual((await encode([0, 1, 2], all))(0));
    const two = [1, 1, 0];
    expect((await encode([0, 1, 2], two, moved))(0)).toEqual((await encode([0, 1, 2], two))(0));
  });

  test.each<[string, ModelOptions]>([
    ["nothing is known of the features", { compat: "none" }],
    [
      "the features are those of the Python system",
      { compat: "reference", transform: { ...PHYSICS, kind: "reference" } },
    ],
  ])("refuses to compute with pairs where %s", (_, options) => {
    expect(() => build(SIZES, VariableScope.root(0), options)).toThrow(
      expect.objectContaining({ code: "architectures/no-pair-physics" }),
    );
  });
});

test("an encoder sees the globals where it was asked to, and only there", async () => {
  const latentOf = async (sees_globals: boolean, met: string) => {
    const scope = VariableScope.root(3);
    const config = { ...mlp(0), sees_globals };
    const encoder = buildEncoder(config, SIZES, scope, { compat: "none", transform: PHYSICS });
    const { latent } = await runTraced(
      (batch) => ({ latent: encoder.encode(eventTensors(batch), false) }),
      { ...paddedEvents(), globals: normals(paddedEvents()["globals"]!.shape, met) },
      { variables: scope.variables },
    );
    return ofParticles(latent!);
  };
  expect(await latentOf(false, "one")).toEqual(await latentOf(false, "another"));
  expect(await latentOf(true, "one")).not.toEqual(await latentOf(true, "another"));
});
