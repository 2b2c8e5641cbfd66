/** @file How many codes are really in use: the perplexity of the last validation, over the runs of every codebook. */
import type { RunRow } from "#facts";
import { boxesPanel, gridFigure } from "#figures";
import type { Drawing, Material } from "../analyses/analysis.ts";
import { tokenizerOf } from "../run-groups.ts";
import { codesOf } from "./compression.ts";
import { colourOf } from "./tokenizer-look.ts";

export function perplexityBoxes({ tables }: Material): Drawing {
  const withCodes = tables.runs.filter((row) => codesOf(row) !== null && row.metrics_final["perplex"] !== undefined);
  if (withCodes.length === 0) return { nothing: "no run with a codebook wrote its perplexity" };
  const nameOf = (row: RunRow) => `${tokenizerOf(row)}, K = ${codesOf(row)}`;
  const inOrder = withCodes.toSorted((a, b) => codesOf(a)! - codesOf(b)!);
  const names = [...new Set(inOrder.map(nameOf))];
  const entries = names.map((name) => {
    const own = inOrder.filter((row) => nameOf(row) === name);
    return {
      name,
      values: own.map(({ metrics_final }) => metrics_final["perplex"]!),
      about: own.map(({ name: run }) => `${name}\n${run}`),
      colour: colourOf(tokenizerOf(own[0]!)),
    };
  });
  const counts = entries.map(({ values }) => values.length);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  const panel = boxesPanel({
    label: "Perplexity of the last validation",
    fromZero: true,
    entries,
    notes: [`${fewest === most ? most : `${fewest} to ${most}`} runs a codebook`],
  });
  return { figure: gridFigure([panel]) };
}
