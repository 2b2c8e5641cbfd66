/** @file The bottlenecks that reports know by name, in the order in which figures show them: simple ones first. */

/** Those of `architectures`, which reports do not know otherwise: they read facts alone. */
export const TOKENIZERS = ["none", "linear", "vq", "cosine_vq", "residual_vq", "fsq", "variational"] as const;

/** Names that are not ours come last, by the alphabet. */
export function compareTokenizers(a: string, b: string): number {
  const place = (name: string) => {
    const known = (TOKENIZERS as readonly string[]).indexOf(name);
    return known < 0 ? TOKENIZERS.length : known;
  };
  return place(a) - place(b) || (a < b ? -1 : a > b ? 1 : 0);
}
