/** @file What every encoder is asked about MET and its angle; runs from before there was a choice did not see them. */
import { schema } from "#config/schema";
import { widths } from "../config-parts.ts";

export const globalsFields = {
  /** Whether the globals have a latent of their own, with codes of their own (see `globals-token.ts`). */
  globals_token: schema.boolean().default(false),
  /** Hidden widths of what makes it. */
  globals_hidden: widths.default([32]),
  /** Whether the latents of particles can hold the globals as well; what they then hold of them they have not for the particles. */
  sees_globals: schema.boolean().default(false),
} as const;
