/** @file A mask that says it is one gives the same losses, gradients and new codes, for less work. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { autoencoderConfig, buildAutoencoder, toHostBatch } from "#architectures";
import { Compiled, VariableScope } from "#engine";
import { RandomStream } from "#utils/seed.ts";
import { expectClose } from "../contracts/close.ts";
import { PHYSICS } from "../contracts/physics-transform.ts";
import { type Arrays, gradientsByName, normals, parametersOf, runTraced } from "../traced.ts";

const folder = join(import.meta.dirname, "../../configs/phase1");
const part = (group: string, name: string): object =>
  parse(readFileSync(join(folder, group, `${name}.yaml`), "utf8")) as object;
const latentSpaces = readdirSync(join(folder, "latent_space")).map((file) => file.replace(".yaml", ""));
const [BATCH, TOKEN] = [40, 18];
const sizes = { tokens: TOKEN, features: 5, globals: 3, types: 8 };

function model(latentSpace: string) {
  const scope = VariableScope.root(2);
  const parts = {
    encoder: part("encoder", "mlp"),
    decoder: part("decoder", "mlp"),
    latent_space: part("latent_space", latentSpace),
  };
  const options = { compat: "none", transform: { ...PHYSICS, n_tokens: TOKEN } } as const;
  return { model: buildAutoencoder(autoencoderConfig.parse(parts), sizes, scope, options), variables: scope.variables };
}

/** Events of up to `most` particles, with gaps between them. */
function events(most: number): Arrays {
  const random = RandomStream.of(most, "events");
  const mask = Float32Array.from({ length: BATCH * TOKEN }, (_, i) =>
    i % TOKEN < most && random.uniform() < 0.8 ? 1 : 0,
  );
  const floats = (shape: readonly number[], name: string) => normals(shape, name).data as Float32Array;
  return toHostBatch({
    size: BATCH,
    tokens: floats([BATCH, TOKEN, sizes.features], "tokens"),
    ids: Int32Array.from(mask, (real) => real * (1 + random.integer(7))),
    mask,
    globals: floats([BATCH, sizes.globals], "globals"),
  });
}

describe.each(latentSpaces)("latent_space=%s", (latentSpace) => {
  // 1 particle at most: fewer rows than codes
  test.each([1, 10])("learns the same from events of up to %i particles", async (most) => {
    const { model: autoencoder, variables } = model(latentSpace);
    const batch = events(most);
    const everySlot = { ...batch, mask: { ...batch["mask"]!, isMask: false } };
    const run = (inputs: Arrays) =>
      runTraced(
        (traced) => {
          // an evaluation: random draws have the shape of what they are drawn for
          const { total, reports } = autoencoder.objective(traced, false);
          const { updates } = autoencoder.objective(traced, true);
          const codes = updates.map(({ buffer, value }) => [`next.${buffer.name}`, value] as const);
          return {
            ...{ total, ...reports, ...Object.fromEntries(codes) },
            ...gradientsByName(total, parametersOf(variables)),
          };
        },
        inputs,
        { variables },
      );
    const [packed, whole] = [await run(batch), await run(everySlot)];
    for (const [name, values] of Object.entries(whole)) {
      if (name.startsWith("next.") && name.endsWith("count")) expect(packed[name]).toEqual(values);
      else expectClose(packed[name]!, values, 2e-5);
    }
  });
});

test("the padding costs nothing", () => {
  const { model: autoencoder } = model("vq");
  const flops = (inputs: Arrays) =>
    new Compiled((traced) => ({ outputs: { total: autoencoder.objective(traced, false).total } }), {
      runtime: { device: "cpu", threads: 1 },
    }).flops(inputs);
  const batch = events(9); // 0.4 of the slots
  const everySlot = { ...batch, mask: { ...batch["mask"]!, isMask: false } };
  expect(flops(batch) / flops(everySlot)).toBeLessThan(0.45);
});
