/** @file What a point is called among the others of its sweep. */
import type { ManifestPoint } from "./manifest.ts";

/** By number, what sets each apart from the others: `#3 latent_space=vq`. */
export function namesOf(points: readonly ManifestPoint[]): ReadonlyMap<number, string> {
  const counts = new Map<string, number>();
  for (const text of points.flatMap(({ overrides }) => overrides)) counts.set(text, (counts.get(text) ?? 0) + 1);
  const lastWord = (text: string) => text.replace(/^[^=]*[/.](?=[^/.=]*=)/, "");
  return new Map(
    points.map(({ number, overrides }) => {
      const own = overrides.filter((text) => counts.get(text)! < points.length).map(lastWord);
      return [number, [`#${number}`, ...own].join(" ")];
    }),
  );
}
