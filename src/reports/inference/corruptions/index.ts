/** @file Every corruption there is, by its name in a report's config. To add one: write its file, then its line here. */
import { schema } from "#config/schema";
import { RandomStream } from "#utils/seed.ts";
import type { Corruption, FileEvents } from "./corruption.ts";
import { gaussianNoise } from "./gaussian-noise.ts";
import { idSwap } from "./id-swap.ts";
import { scramble } from "./scramble.ts";
import { tokenDrop } from "./token-drop.ts";
import { tokenShuffle } from "./token-shuffle.ts";

export type { FileEvents } from "./corruption.ts";

export const corruptions = {
  gaussian_noise: gaussianNoise,
  token_shuffle: tokenShuffle,
  token_drop: tokenDrop,
  id_swap: idSwap,
  scramble,
} as const;

export type CorruptionName = keyof typeof corruptions;

/** The group `inference.corruptions`: settings by name; null leaves one out. */
export const corruptionsConfig = schema.strictObject({
  gaussian_noise: gaussianNoise.config.nullable().prefault({}),
  token_shuffle: tokenShuffle.config.nullable().prefault({}),
  token_drop: tokenDrop.config.nullable().prefault({}),
  id_swap: idSwap.config.nullable().prefault({}),
  scramble: scramble.config.nullable().prefault({}),
} satisfies Record<CorruptionName, unknown>);

/** @returns other events, the same for equal seeds, settings and events */
export function corrupted(events: FileEvents, name: CorruptionName, config: unknown, seed: number): FileEvents {
  const copy = { ...events, rows: events.rows.slice() };
  // the schema has checked that name and settings belong together; the compiler cannot follow it through the table
  const member: Corruption = corruptions[name] as unknown as Corruption;
  member.corrupt(copy, config as never, RandomStream.of(seed, "corruption", name));
  return copy;
}
