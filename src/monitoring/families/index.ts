/** @file Every family of figures there is. To add one: write its file, then its line here. */
import { adversarial } from "./adversarial.ts";
import { codebook } from "./codebook.ts";
import { diffusion } from "./diffusion.ts";
import type { Family } from "./family.ts";
import { latency } from "./latency.ts";
import { losses } from "./losses.ts";
import { metrics } from "./metrics.ts";
import { recon } from "./recon.ts";

export const families = { losses, metrics, recon, codebook, latency, adversarial, diffusion } satisfies Record<
  string,
  Family
>;

export type FamilyName = keyof typeof families;
export type { Drawn, Family, Material, Mode, Moment } from "./family.ts";
