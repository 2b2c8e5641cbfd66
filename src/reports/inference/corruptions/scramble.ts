/**
 * @file Events glued together from others: every object is replaced by one of the same type from any event. Each object is a
 * true one and each event has as many of each type as before; only what binds the objects of an event is gone.
 */
import { schema } from "#config/schema";
import { corruption } from "./corruption.ts";
import { objectsOf } from "./objects.ts";

export const scramble = corruption({
  config: schema.strictObject({}),

  corrupt(events, _, random) {
    const { rows, count } = events;
    const byType = new Map<number, number[]>();
    for (let event = 0; event < count; event++) {
      const { ids, numbers } = objectsOf(events, event);
      for (const [i, at] of numbers.entries()) {
        const type = rows[ids[i]!]!;
        const places = byType.get(type);
        if (places) places.push(at);
        else byType.set(type, [at]);
      }
    }
    const truth = rows.slice();
    for (const [type, places] of byType) {
      const order = random.split(type).permutation(places.length);
      for (const [i, at] of places.entries()) {
        const from = places[order[i]!]!;
        rows.set(truth.subarray(from, from + 4), at);
      }
    }
  },
});
