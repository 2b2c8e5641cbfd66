/**
 * @file One simulated collision. Its numbers come from a stream of its own, so event 7 is the same event whether or not
 * events 0 to 6 were made, and in whatever mixture of processes.
 */
import { FixableError } from "#utils/fixable-error.ts";
import { RandomStream } from "#utils/seed.ts";
import { type AllowedDecays, countLeptons, drawDecays } from "./decay-channels.ts";
import { type DetectedEvent, mayPass, passes, type Selection } from "./detected-event.ts";
import { detect } from "./detector.ts";
import { atlasCard, type DetectorCard } from "./detector-card.ts";
import { heavyEvent } from "./heavy-event.ts";
import { type Process, type ProcessName, processes } from "./processes.ts";
import { qcdEvent } from "./qcd-event.ts";

export interface EventWish {
  readonly process: ProcessName;
  readonly seed: number;
  /** Which event of this process and seed. */
  readonly index: number;
  readonly selection?: Selection;
  readonly card?: DetectorCard;
  readonly decays?: AllowedDecays;
  /** Objects to keep at most. */
  readonly mostObjects?: number;
}

/** Far more than any process needs that can pass at all (one in a hundred does). */
const MOST_ATTEMPTS = 20_000;

/**
 * Draws collisions until the selection keeps one.
 *
 * @throws FixableError `data/selection-never-passes` when the process has no such events
 */
export function simulateEvent(wish: EventWish): DetectedEvent {
  const { selection = "none", card = atlasCard, decays: allowed = "all", mostObjects = 18 } = wish;
  const process: Process = processes[wish.process];
  const stream = RandomStream.of(wish.seed, "simulation", wish.process, wish.index);
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const decays = drawDecays(process, stream, allowed);
    // most collisions need no momenta to be told from those wanted
    if (!mayPass(countLeptons(decays), selection)) continue;
    const event =
      decays.length === 0
        ? qcdEvent(process, card, mostObjects, stream)
        : detect(heavyEvent(process, decays, stream), card, mostObjects, stream);
    if (passes(event, selection)) return event;
  }
  throw new FixableError({
    code: "data/selection-never-passes",
    problem: `none of ${MOST_ATTEMPTS} simulated ${wish.process} events passes the selection ${selection}`,
    fix: "selection=none",
  });
}
