/** @file What a figure must say of the seeds behind it. */
import type { Material } from "../analyses/analysis.ts";

/** Nothing where every group is one run; then there is no spread to explain. */
export function seedNotes({ groups: { groups }, tables }: Pick<Material, "groups" | "tables">): string[] {
  const sizes = groups.map(({ runs }) => runs.length);
  const [fewest, most] = [Math.min(...sizes), Math.max(...sizes)];
  if (most < 2) return [];
  const count = fewest === most ? `${most}` : `${fewest} to ${most}`;
  const isAgain = (run: number, at: number, runs: readonly number[]) => {
    const { seed } = tables.runs[run]!;
    return seed !== null && runs.findIndex((other) => tables.runs[other]!.seed === seed) < at;
  };
  const again = groups.flatMap(({ runs }) => runs.filter(isAgain)).length;
  if (again === 0) return [`Mean ± standard deviation over ${count} seeds`];
  return [`Mean ± standard deviation over ${count} runs, of which ${again} repeat${again === 1 ? "s" : ""} a seed`];
}

/** The same for numbers that have an interval even for one run. */
export function intervalNotes(material: Pick<Material, "groups" | "tables">): string[] {
  const notes = seedNotes(material);
  return notes.length > 0 ? notes : ["Intervals of 68 % by bootstrap over events"];
}
