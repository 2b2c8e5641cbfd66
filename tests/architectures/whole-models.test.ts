/** @file Every file of a part's configs builds a model, and every pair of encoder and decoder is blind to padding. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { autoencoderConfig, buildAutoencoder } from "#architectures";
import { VariableScope } from "#engine";
import { RandomStream } from "#utils/seed.ts";
import { expectClose } from "../contracts/close.ts";
import { PHYSICS } from "../contracts/physics-transform.ts";
import { type Arrays, floats, gradientsByName, integers, normals, parametersOf, runTraced } from "../traced.ts";

const folder = join(import.meta.dirname, "../../configs/phase1");
const optionsOf = (group: string) => readdirSync(join(folder, group)).map((file) => file.replace(".yaml", ""));
const part = (group: string, name: string): object =>
  parse(readFileSync(join(folder, group, `${name}.yaml`), "utf8")) as object;
const plain = {
  encoder: part("encoder", "mlp"),
  decoder: part("decoder", "mlp"),
  latent_space: part("latent_space", "none"),
};
const [BATCH, TOKEN] = [5, 18];
const sizes = { tokens: TOKEN, features: 5, globals: 3, types: 8 };

function build(parts: object) {
  const scope = VariableScope.root(2);
  const options = { compat: "none", transform: { ...PHYSICS, n_tokens: TOKEN } } as const;
  const model = buildAutoencoder(autoencoderConfig.parse({ ...plain, ...parts }), sizes, scope, options);
  return { model, variables: scope.variables };
}

describe.each(["encoder", "decoder", "latent_space", "loss"])("phase1/%s", (group) => {
  test.each(optionsOf(group))("%s is a config of a part of that name, which can be built", (name) => {
    expect(part(group, name)).toMatchObject({ kind: name });
    expect(build({ [group]: part(group, name) }).variables.length).toBeGreaterThan(0);
  });
});

/** Events of 1 and of 18 particles and some between; `garbage` stands under the padding. */
function events(seed: number, garbage: number): Arrays {
  const random = RandomStream.of(seed, "events");
  const particles = [1, TOKEN, ...Array.from({ length: BATCH - 2 }, () => 1 + random.integer(TOKEN))];
  const mask = particles.flatMap((n) => Array.from({ length: TOKEN }, (_, i) => (i < n ? 1 : 0)));
  const tokens = normals([BATCH, TOKEN, sizes.features], `tokens ${seed}`);
  const ids = mask.map(() => random.integer(sizes.types));
  return {
    tokens: {
      ...tokens,
      data: (tokens.data as Float32Array).map((x, i) => (mask[Math.floor(i / sizes.features)] === 1 ? x : garbage * x)),
    },
    ids: integers(
      [BATCH, TOKEN],
      ids.map((id, i) => (mask[i] === 1 ? id : Math.abs(Math.trunc(garbage)) % sizes.types)),
    ),
    mask: floats([BATCH, TOKEN], mask),
    globals: normals([BATCH, sizes.globals], `globals ${seed}`),
  };
}

const whole = ["mlp", "gnn", "transformer"];
const pairs = whole.flatMap((encoder) => whole.map((decoder) => [encoder, decoder] as const));

describe("events of 1 to 18 particles", () => {
  test.each(
    pairs,
  )("%s → residual_vq → %s gives the same loss and gradient whatever the padding holds", async (encoder, decoder) => {
    const parts = {
      encoder: part("encoder", encoder),
      decoder: part("decoder", decoder),
      latent_space: { ...part("latent_space", "residual_vq"), codebook_size: 16, depth: 2 },
    };
    const pass = (garbage: number, seed: number) => {
      const { model, variables } = build(parts);
      return runTraced(
        (batch) => {
          const { total } = model.objective(batch, true);
          const gradients = Object.values(gradientsByName(total, parametersOf(variables)));
          const flat = gradients.map((x) => x.reshape([x.shape.reduce((product, n) => product * n, 1)]));
          return { total, gradient: flat[0]!.concat(flat.slice(1), 0) };
        },
        events(seed, garbage),
        { variables },
      );
    };
    for (const seed of [1, 2]) {
      const [clean, dirty] = [await pass(0, seed), await pass(-300, seed)];
      expectClose(dirty["total"]!, clean["total"]!, 1e-5);
      expectClose(dirty["gradient"]!, clean["gradient"]!, 1e-4);
      expect(clean["gradient"]!.some((x) => x !== 0)).toBe(true);
    }
  });
});
