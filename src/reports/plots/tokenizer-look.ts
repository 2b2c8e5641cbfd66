/**
 * @file One look for each bottleneck and its variants, the same in every figure of every report: the name alone decides about the
 * colour, so that a reader who has learned it from one figure can read all others.
 */
import { type Dash, PALETTE_OF_TEN, SHAPES, type Shape } from "#figures";
import type { RunGroup } from "../run-groups.ts";
import { TOKENIZERS } from "../tokenizers.ts";

export interface Look {
  readonly colour: string;
  readonly dash: Dash;
  readonly shape: Shape;
}

const [BLUE, AMBER, RED, GREY, PURPLE, BROWN, ORANGE, OLIVE, SLATE, CYAN] = PALETTE_OF_TEN;

const COLOURS: Readonly<Record<(typeof TOKENIZERS)[number], string>> = {
  none: BLUE,
  linear: AMBER,
  vq: RED,
  cosine_vq: ORANGE,
  residual_vq: PURPLE,
  fsq: SLATE,
  variational: BROWN,
};

/** For names that are not ours. */
const OTHERS = [OLIVE, CYAN, GREY] as const;

const DASHES: readonly Dash[] = ["solid", "dashed", "dotted", "dash-dotted"];

/** Towards black (positive) or white, so that variants can be told apart where dashes repeat; a light colour has darker ones only. */
const SHADES = { ofDark: [0, 0.35, -0.35], ofLight: [0, 0.3, 0.6] } as const;
/** Luminance from which a colour is light. */
const LIGHT = 0.22;

/** @param variant which one of its bottleneck; 12 look different */
export function lookOf({ tokenizer, variant }: Pick<RunGroup, "tokenizer" | "variant">): Look {
  return {
    colour: shaded(colourOf(tokenizer), variant % 3),
    dash: DASHES[variant % DASHES.length]!,
    shape: SHAPES[(placeOf(tokenizer) + variant) % SHAPES.length]!,
  };
}

export function colourOf(tokenizer: string): string {
  return Object.hasOwn(COLOURS, tokenizer)
    ? COLOURS[tokenizer as keyof typeof COLOURS]
    : OTHERS[placeOf(tokenizer) % OTHERS.length]!;
}

/** By its letters where it is not one of ours: the same in every report, whatever else stands there. */
function placeOf(tokenizer: string): number {
  const known = (TOKENIZERS as readonly string[]).indexOf(tokenizer);
  if (known >= 0) return known;
  let sum = 0;
  for (const letter of tokenizer) sum = (31 * sum + letter.codePointAt(0)!) % 65_521;
  return sum;
}

/** @param which of the three shades */
function shaded(colour: string, which: number): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const [r, g, b] = channels.map((value) => (value / 255) ** 2.2);
  const isLight = 0.2126 * r! + 0.7152 * g! + 0.0722 * b! > LIGHT;
  const shade = (isLight ? SHADES.ofLight : SHADES.ofDark)[which]!;
  const ink = shade > 0 ? 0 : 255;
  const mixed = channels.map((value) => Math.round(value + Math.abs(shade) * (ink - value)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
