/** @file Random search: better than a grid where few of many parameters matter (Bergstra and Bengio 2012, JMLR 13). */
import { RandomStream } from "#utils/seed.ts";
import { drawFrom } from "./domain.ts";
import type { Place, SearchSpace } from "./space.ts";

/** The same seed and number give the same place, whatever was drawn before. */
export function drawPlace(
  { parameters }: SearchSpace,
  { seed, number, attempt = 0 }: { readonly seed: number; readonly number: number; readonly attempt?: number },
): Place {
  const stream = RandomStream.of(seed, "random", number, attempt);
  return new Map(parameters.map(({ key, domain }) => [key, drawFrom(domain, stream.split(key))]));
}
