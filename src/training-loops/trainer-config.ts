/** @file How long and how fast it is learned: the group `phase1/trainer`, and `general/trainer` it starts from. */
import { type Infer, schema } from "#config/schema";

export const trainerConfig = schema.strictObject({
  epochs: schema.int().positive(),
  /** Events of one step. */
  batch_size: schema.int().positive(),
  /** Learning rate. */
  lr: schema.number().positive(),
  /** Of Adam, added to the gradient (L2). */
  weight_decay: schema.number().min(0),
  /** Gradients of a larger norm are scaled down to it; 0 for none. */
  grad_clip: schema.number().min(0),
  /** Of the first weights, the order of events and every other random number. */
  seed: schema.int().min(0),
});

export type TrainerConfig = Infer<typeof trainerConfig>;
