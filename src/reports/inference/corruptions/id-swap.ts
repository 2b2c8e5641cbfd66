/** @file Mistaken identities: the types of an event's objects are passed on from one to another, their numbers stay. */
import { schema } from "#config/schema";
import { corruption } from "./corruption.ts";
import { objectsOf, rotate } from "./objects.ts";

export const idSwap = corruption({
  config: schema.strictObject({}),

  /** An event whose objects are all of one type stays as it is. */
  corrupt(events, _, random) {
    for (let event = 0; event < events.count; event++) {
      rotate(events.rows, objectsOf(events, event).ids, random.split(event));
    }
  },
});
