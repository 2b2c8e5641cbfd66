/** @file How many types of objects a model has to know. */
import { FixableError } from "#utils/fixable-error.ts";
import { OBJECT_TYPES, SPLITS, type Split } from "./event-batch.ts";
import type { EventTable } from "./event-table.ts";

type Tables = Readonly<Record<Split, EventTable>>;

/** All types there are names for, so that a few events make the same model as many. */
export function typesOfAll(splits: Tables, tokens: number): number {
  return Math.max(OBJECT_TYPES.length, ...SPLITS.map((split) => largestId(splits[split], tokens).id + 1));
}

/**
 * As the reference counts them; what only the other splits have would be outside the model's table of types.
 *
 * @throws FixableError `data/unseen-type`
 */
export function typesOfTraining(splits: Tables, tokens: number): number {
  const types = largestId(splits.train, tokens).id + 1;
  for (const split of ["val", "test"] as const) {
    const { id, row } = largestId(splits[split], tokens);
    if (id >= types)
      throw new FixableError({
        code: "data/unseen-type",
        problem: `the object type ${id} does not occur in training, where the largest is ${types - 1}`,
        where: `${splits[split].name}, row ${row}`,
        fix: "compat=none",
      });
  }
  return types;
}

function largestId({ rows, count }: EventTable, tokens: number): { id: number; row: number } {
  const width = rows.length / count;
  const largest = { id: 0, row: 0 };
  for (let row = 0; row < count; row++)
    for (let object = 0; object < tokens; object++) {
      const id = rows[row * width + object]!;
      if (id > largest.id) Object.assign(largest, { id, row });
    }
  return largest;
}
