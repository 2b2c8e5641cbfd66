/**
 * @file A detector that measures worse: Gaussian noise on log E, log pT, η and φ of every object, as a share of E and pT and in
 * radians of φ. Logarithms, since resolutions are relative and a momentum stays above zero.
 */
import { schema } from "#config/schema";
import { wrapPhi } from "#data";
import { corruption } from "./corruption.ts";
import { E, ETA, objectsOf, PHI, PT } from "./objects.ts";

const deviation = schema.number().nonnegative().default(0.1);

export const gaussianNoise = corruption({
  config: schema.strictObject({
    /** Standard deviations: of log E and log pT (0.1 is 10 %), of η, and of φ in radians. */
    e: deviation,
    pt: deviation,
    eta: deviation,
    phi: deviation,
  }),

  corrupt(events, { e, pt, eta, phi }, random) {
    const { rows, count, unit } = events;
    const shifted = (value: number, by: number) => (unit === "logMeV" ? value + by : value * Math.exp(by));
    for (let event = 0; event < count; event++) {
      const own = random.split(event); // an event's noise does not depend on how many there are
      for (const at of objectsOf(events, event).numbers) {
        rows[at + E] = shifted(rows[at + E]!, e * own.normal());
        rows[at + PT] = shifted(rows[at + PT]!, pt * own.normal());
        rows[at + ETA] = rows[at + ETA]! + eta * own.normal();
        rows[at + PHI] = wrapPhi(rows[at + PHI]! + phi * own.normal());
      }
    }
  },
});
