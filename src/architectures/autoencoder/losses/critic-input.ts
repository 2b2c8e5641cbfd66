/** @file What a critic is shown of a true event and of its reconstruction (`phase1.loss.critic_input`). */
import { schema } from "#config/schema";
import type { EventTensors } from "../event-tensors.ts";
import type { CriticSizes } from "./critic.ts";

export interface CriticInput {
  /** Of what it is shown, given those of an event. */
  sizes(sizes: CriticSizes): CriticSizes;
  truth(events: EventTensors): EventTensors;
  fake(truth: EventTensors, reconstruction: EventTensors): EventTensors;
}

/** The particles alone: where MET has no latent of its own, a model knows it at best on average, and would be told by nothing else. */
const particles: CriticInput = {
  sizes: (sizes) => ({ ...sizes, globals: 0 }),
  truth: (events) => events,
  fake: (_truth, reconstruction) => reconstruction,
};

/** Particles and globals. */
const events: CriticInput = { ...particles, sizes: (sizes) => sizes };

/**
 * Each true particle with what its reconstruction is off by, nothing for the truth: what is plausible but of another event
 * does not pass. Isola et al. 2016, arXiv:1611.07004, eq. 1, with the difference in the place of the output.
 */
const residuals: CriticInput = {
  sizes: (sizes) => ({ ...sizes, features: 2 * sizes.features, globals: 0 }),
  truth: (truth) => beside(truth, truth),
  fake: beside,
};

function beside(truth: EventTensors, guess: EventTensors): EventTensors {
  return { ...truth, tokens: truth.tokens.concat([guess.tokens.sub(truth.tokens)], 2) };
}

export const criticInputs = { particles, events, residuals } as const;

export type CriticInputName = keyof typeof criticInputs;

/** Runs from before there was a choice showed whole events. */
export const criticInputName = schema
  .enum(Object.keys(criticInputs) as [CriticInputName, ...CriticInputName[]])
  .default("events");
