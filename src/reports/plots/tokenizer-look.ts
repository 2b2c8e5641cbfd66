/** @file One colour for each bottleneck and one dash for each of its variants, the same in every figure of a report. */
import { type Dash, PALETTE } from "#figures";
import type { RunGroup, RunGroups } from "../run-groups.ts";

export interface Look {
  readonly colour: string;
  readonly dash: Dash;
}

const DASHES: readonly Dash[] = ["solid", "dashed", "dotted"];

/** Variants of the only bottleneck have colours of their own. */
export function lookOf({ tokenizers }: RunGroups, { tokenizer, variant }: RunGroup): Look {
  if (tokenizers.length === 1) {
    return {
      colour: PALETTE[variant % PALETTE.length]!,
      dash: DASHES[Math.floor(variant / PALETTE.length) % DASHES.length]!,
    };
  }
  return { colour: colourOf(tokenizers, tokenizer), dash: DASHES[variant % DASHES.length]! };
}

export function colourOf(tokenizers: readonly string[], tokenizer: string): string {
  return PALETTE[tokenizers.indexOf(tokenizer) % PALETTE.length]!;
}
