/** @file One name has one look in every report, and looks can be told apart, also by those who see fewer colours. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { bottlenecks } from "../../../src/architectures/autoencoder/bottlenecks/index.ts";
import { colourOf, lookOf } from "../../../src/reports/plots/tokenizer-look.ts";
import { groupRuns } from "../../../src/reports/run-groups.ts";
import { TOKENIZERS } from "../../../src/reports/tokenizers.ts";
import { manyRuns } from "../page/many-runs.ts";

test("every bottleneck that can be trained is known to reports", () => {
  expect([...TOKENIZERS].sort()).toEqual(Object.keys(bottlenecks).sort());
});

test("a name has its colour whatever else is in the report, also one that is not ours", () => {
  const { runs } = manyRuns(100);
  const coloursOf = (kept: typeof runs) =>
    new Map(groupRuns({ runs: kept }).groups.map(({ tokenizer }) => [tokenizer, colourOf(tokenizer)]));
  const all = coloursOf(runs);
  for (const name of all.keys()) {
    expect(coloursOf(runs.filter(({ tokenizer }) => tokenizer === name)).get(name)).toBe(all.get(name));
  }
  fc.assert(fc.property(fc.string(), (name) => /^#[0-9a-f]{6}$/.test(colourOf(name))));
});

test("twelve variants of a bottleneck differ in dash or shade", () => {
  const looks = Array.from({ length: 12 }, (_, variant) => lookOf({ tokenizer: "vq", variant }));
  expect(new Set(looks.map(({ colour, dash }) => `${colour} ${dash}`)).size).toBe(12);
  expect(looks[0]!.colour).toBe(colourOf("vq"));
});

/** Machado, Oliveira and Fernandes 2009, table 1: what is seen without one kind of cones, in linear RGB. */
const EYES = {
  usual: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanope: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranope: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanope: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

/** In CIELAB, where 2 can just be seen side by side. */
const APART = 15;

test.each(Object.entries(EYES))("colours of bottlenecks are told apart by the eyes of a %s", (_, eyes) => {
  const seen = TOKENIZERS.map((name) => labOf(colourOf(name), eyes));
  for (const [i, a] of seen.entries())
    for (const [j, b] of seen.entries())
      if (i < j) expect(Math.hypot(...a.map((value, k) => value - b[k]!))).toBeGreaterThan(APART);
});

function labOf(hex: string, eyes: readonly number[]): number[] {
  const linear = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const seen = [0, 3, 6].map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        linear.reduce((sum, value, i) => sum + eyes[row + i]! * value, 0),
      ),
    ),
  );
  const of = (r: number, g: number, b: number) => r * seen[0]! + g * seen[1]! + b * seen[2]!;
  const [x, y, z] = [
    of(0.4124, 0.3576, 0.1805) / 0.95047,
    of(0.2126, 0.7152, 0.0722),
    of(0.0193, 0.1192, 0.9505) / 1.08883,
  ].map((t) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)) as [number, number, number];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
