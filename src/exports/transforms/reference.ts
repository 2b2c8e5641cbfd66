/** @file The transform of the Python system inside a graph: every token counts, φ is a plain number, MET stays as it is. */
import type { TransformDescription } from "#data";
import { angleBetween, column, joined, relativeDistance, row, wrapped } from "./columns.ts";
import type { TracedTransform } from "./traced-transform.ts";

export function tracedReference({ mean, std }: TransformDescription): TracedTransform {
  return {
    toEvents: ({ particles, types, globals }) => ({
      tokens: particles.sub(row(mean)).div(row(std)),
      ids: types,
      mask: types.toFloat().mul(0).add(1),
      globals,
    }),

    toParticles(tokens) {
      const raw = tokens.mul(row(std)).add(row(mean));
      return joined([raw.slice(-1, 0, 3), wrapped(column(raw, 3))]);
    },

    toGlobals: (globals) => joined([column(globals, 0), wrapped(column(globals, 1))]),

    particleDistance: (i, actual, expected, features) =>
      i === 3
        ? angleBetween(actual, expected) / std[3]!
        : relativeDistance(actual / std[i]!, expected / std[i]!, features[i]!),

    globalDistance: (i, actual, expected, features) =>
      i === 1 ? angleBetween(actual, expected) : relativeDistance(actual, expected, features[0]!),
  };
}
