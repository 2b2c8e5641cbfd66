/** @file Events of one to six particles for the contracts, and the same with garbage under the padding. */
import { RandomStream } from "#utils/seed.ts";
import { type Arrays, floats, integers, normals } from "../traced.ts";

/** Particles of each event. */
const PARTICLES = [1, 6, 3, 2];
export const SIZES = { tokens: 6, features: 5, globals: 3, types: 8, latent: 4 } as const;
const [BATCH, TOKEN] = [PARTICLES.length, SIZES.tokens];

export const MASK: readonly number[] = PARTICLES.flatMap((n) =>
  Array.from({ length: TOKEN }, (_, i) => (i < n ? 1 : 0)),
);
export const TOTAL_PARTICLES = PARTICLES.reduce((sum, n) => sum + n, 0);

/** `tokens`, `ids`, `mask`, `globals`, as an autoencoder takes them; zero under the padding. */
export function paddedEvents(): Arrays {
  const random = RandomStream.of(1, "ids");
  return {
    tokens: masked(normals([BATCH, TOKEN, SIZES.features], "tokens")),
    ids: integers(
      [BATCH, TOKEN],
      MASK.map((real) => (real === 0 ? 0 : 1 + random.integer(SIZES.types - 1))),
    ),
    mask: floats([BATCH, TOKEN], MASK),
    globals: normals([BATCH, SIZES.globals], "globals"),
  };
}

/** `latent` and `mask`, as a bottleneck and a decoder take them. */
export function paddedLatents(width: number = SIZES.latent): Arrays {
  return { latent: masked(normals([BATCH, TOKEN, width], "latent")), mask: floats([BATCH, TOKEN], MASK) };
}

/** The same arrays with large numbers and other object types where there is no particle. */
export function withGarbage(arrays: Arrays): Arrays {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, array]) => {
      const { shape, data } = array;
      const isPerToken = shape[0] === BATCH && shape[1] === TOKEN && name !== "mask";
      if (!isPerToken) return [name, array];
      const width = data.length / MASK.length;
      const dirty = Array.from(data as Float32Array, (value, i) => {
        if (MASK[Math.floor(i / width)] === 1) return value;
        return name === "ids" ? i % SIZES.types : i % 2 === 0 ? 1000 : -77;
      });
      return [name, name === "ids" ? integers(shape, dirty) : floats(shape, dirty)];
    }),
  );
}

/** Of `[batch, token, …]` numbers those of particles. */
export function ofParticles(values: readonly number[]): number[] {
  const width = values.length / MASK.length;
  return values.filter((_, i) => MASK[Math.floor(i / width)] === 1);
}

function masked({ shape, data }: ReturnType<typeof floats>) {
  const width = data.length / MASK.length;
  return floats(
    shape,
    Array.from(data as Float32Array, (value, i) => (MASK[Math.floor(i / width)] === 1 ? value : 0)),
  );
}
