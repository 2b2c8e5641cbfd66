/** @file What a point is called among the others of its sweep. */
import type { ManifestPoint, SweepManifest } from "./manifest.ts";
import type { SearchRules } from "./search/rules.ts";

/** How the points of a sweep are called, those included that a search has yet to add. */
export function namesIn({
  points,
  search,
}: Pick<SweepManifest, "points" | "search">): (point: ManifestPoint) => string {
  if (search) {
    return (point) => [`#${point.number}`, ...searchedOverrides(point, search).map(lastWord)].join(" ");
  }
  const names = namesOf(points);
  return ({ number }) => names.get(number) ?? `#${number}`;
}

/** Those of a point that its search has chosen. */
export const searchedOverrides = (
  { overrides }: Pick<ManifestPoint, "overrides">,
  { keys }: Pick<SearchRules, "keys">,
): readonly string[] => overrides.filter((text) => keys.some((key) => text.startsWith(`${key}=`)));

/** By number, what sets each apart from the others: `#3 latent_space=vq`. */
function namesOf(points: readonly ManifestPoint[]): ReadonlyMap<number, string> {
  const counts = new Map<string, number>();
  for (const text of points.flatMap(({ overrides }) => overrides)) counts.set(text, (counts.get(text) ?? 0) + 1);
  return new Map(
    points.map(({ number, overrides }) => {
      const own = overrides.filter((text) => counts.get(text)! < points.length).map(lastWord);
      return [number, [`#${number}`, ...own].join(" ")];
    }),
  );
}

/** `latent_space=vq` of `phase1/latent_space=vq`. */
const lastWord = (text: string) => text.replace(/^[^=]*[/.](?=[^/.=]*=)/, "");
