/** @file What a model consists of, as a table for people. */
import type { StageCost } from "#architectures";
import { textTable } from "#utils/text-table.ts";

/** Lines without their ends; FLOPs are those of one event with all its room for particles. */
export function modelTable(parts: readonly StageCost[]): readonly string[] {
  const hasBuffers = parts.some(({ buffers }) => buffers > 0);
  const sum = (of: (part: StageCost) => number) => parts.reduce((total, part) => total + of(part), 0);
  const row = (cells: { part: string; parameters: string; buffers: string; flops: string; gives: string }) => [
    cells.part,
    cells.parameters,
    ...(hasBuffers ? [cells.buffers] : []),
    cells.flops,
    cells.gives,
  ];
  const numbers = (parameters: number, buffers: number, flops: number) => ({
    parameters: whole(parameters),
    buffers: whole(buffers),
    flops: short(flops),
  });
  const rows = [
    row({ part: "part", parameters: "parameters", buffers: "buffers", flops: "FLOPs/event", gives: "gives" }),
    ...parts.map(({ name, kind, parameters, buffers, flops, gives }) =>
      row({ part: `${name} ${kind}`, ...numbers(parameters, buffers, flops), gives: shapes(gives) }),
    ),
  ];
  if (parts.length > 1) {
    const total = numbers(
      sum(({ parameters }) => parameters),
      sum(({ buffers }) => buffers),
      sum(({ flops }) => flops),
    );
    rows.push(row({ part: "in all", ...total, gives: "" }));
  }
  return textTable(rows, { rightAligned: hasBuffers ? [1, 2, 3] : [1, 2] });
}

const whole = (value: number) => value.toLocaleString("en");

const shapes = (gives: StageCost["gives"]) =>
  Object.entries(gives)
    .map(([name, shape]) => (shape.length === 0 ? name : `${name} ${shape.join("×")}`))
    .join(", ");

const POWERS = ["", "k", "M", "G", "T"] as const;

/** Three digits and a power of a thousand: `1.23M`. */
function short(value: number): string {
  const rounded = Number(value.toPrecision(3)); // before the power is chosen: 999,999 is 1.00M
  const power = Math.min(POWERS.length - 1, Math.floor(Math.log10(Math.max(1, rounded)) / 3));
  return power === 0 ? String(value) : `${(rounded / 1000 ** power).toPrecision(3)}${POWERS[power]}`;
}
