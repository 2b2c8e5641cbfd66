/**
 * @file Every number its own way: pT, η and φ are each passed on to another object of the event, E and the type stay. What the
 * event holds is the same, but no object's numbers fit each other; shuffling whole objects would be invisible to most models.
 */
import { schema } from "#config/schema";
import { corruption } from "./corruption.ts";
import { ETA, objectsOf, PHI, PT, rotate } from "./objects.ts";

export const tokenShuffle = corruption({
  config: schema.strictObject({}),

  /** An event of one object stays as it is. */
  corrupt(events, _, random) {
    for (let event = 0; event < events.count; event++) {
      const own = random.split(event);
      const { numbers } = objectsOf(events, event);
      for (const column of [PT, ETA, PHI]) {
        rotate(
          events.rows,
          numbers.map((at) => at + column),
          own,
        );
      }
    }
  },
});
