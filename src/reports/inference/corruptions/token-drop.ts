/** @file A detector with holes: objects get lost, those behind them move up, and MET does not know. */
import { schema } from "#config/schema";
import { corruption } from "./corruption.ts";
import { objectsOf } from "./objects.ts";

export const tokenDrop = corruption({
  config: schema.strictObject({
    /** Chance of every object to be lost. */
    share: schema.number().min(0).max(1).default(0.3),
  }),

  /** An event never loses its last object. */
  corrupt(events, { share }, random) {
    const { rows, count, layout } = events;
    for (let event = 0; event < count; event++) {
      const own = random.split(event);
      const { ids, numbers } = objectsOf(events, event);
      const kept = ids.map((_, i) => i).filter(() => own.uniform() >= share);
      if (kept.length === 0 && ids.length > 0) kept.push(own.integer(ids.length));
      const objects = kept.map((i) => [rows[ids[i]!]!, rows.slice(numbers[i], numbers[i]! + 4)] as const);
      const row = event * layout.width;
      rows.fill(0, row, row + layout.tokens);
      rows.fill(0, row + layout.objects, row + layout.width);
      for (const [slot, [id, four]] of objects.entries()) {
        rows[row + slot] = id;
        rows.set(four, row + layout.objects + 4 * slot);
      }
    }
  },
});
