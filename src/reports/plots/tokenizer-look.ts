/** @file One colour for each bottleneck and one dash for each of its variants, the same in every figure of a report. */
import { type Dash, PALETTE } from "#figures";
import type { RunGroup, RunGroups } from "../run-groups.ts";

export interface Look {
  readonly colour: string;
  readonly dash: Dash;
}

const DASHES: readonly Dash[] = ["solid", "dashed", "dotted"];

/** Variants of the only bottleneck have colours of their own. */
export function lookOf({ groups, tokenizers }: RunGroups, group: RunGroup): Look {
  if (tokenizers.length === 1) {
    const place = groups.indexOf(group);
    return {
      colour: PALETTE[place % PALETTE.length]!,
      dash: DASHES[Math.floor(place / PALETTE.length) % DASHES.length]!,
    };
  }
  const variants = groups.filter(({ tokenizer }) => tokenizer === group.tokenizer);
  return { colour: colourOf(tokenizers, group.tokenizer), dash: DASHES[variants.indexOf(group) % DASHES.length]! };
}

export function colourOf(tokenizers: readonly string[], tokenizer: string): string {
  return PALETTE[tokenizers.indexOf(tokenizer) % PALETTE.length]!;
}
