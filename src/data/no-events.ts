/** @file The source of a training that looks at no events (`loop=test_mlp`): empty, and nothing is read. */
import { createHash } from "node:crypto";
import type { EventSource } from "./event-source.ts";

/** @param path what to say instead of a file */
export function noEvents(path: string): EventSource {
  const counts = { train: 0, val: 0, test: 0 };
  const refuse = (): never => {
    throw new Error(`${path}: there are no events to look at`);
  };
  const source: EventSource = {
    sizes: { tokens: 0, features: 0, globals: 0, types: 0 },
    counts,
    transform: {
      ...{ features: [], globalFeatures: [], apply: refuse, invert: refuse },
      describe: () => ({
        ...{ kind: "physics", unit: "GeV", n_tokens: 0 },
        ...{ features: [], mean: [], std: [], global_features: [], global_mean: [], global_std: [] },
      }),
    },
    provenance: { path, sha256: createHash("sha256").digest("hex"), unit: "GeV", datasets: {}, counts },
    warnings: [],
    classNames: {},
    labels: () => null,
    order: () => new Int32Array(0),
    batches: () => [],
    batchesOf: () => [],
    first: refuse,
    withSeed: () => source,
  };
  return source;
}
