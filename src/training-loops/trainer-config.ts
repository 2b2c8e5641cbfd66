/** @file How long and how fast it is learned: the group `phase1/trainer`, and `general/trainer` it starts from. */
import { type Infer, schema } from "#config/schema";
import { earlyStoppingConfig } from "./optimization/early-stopping.ts";

/** What every training has to say. */
export const generalTrainerConfig = schema.strictObject({
  epochs: schema.int().positive(),
  /** Events of one step. */
  batch_size: schema.int().positive(),
  /** Learning rate. */
  lr: schema.number().positive(),
  /** Of the optimizer: inside the gradient (L2) of adam, radam and sgd, beside it with adamw and lion. */
  weight_decay: schema.number().min(0),
  /** Gradients of a larger norm are scaled down to it; 0 for none. */
  grad_clip: schema.number().min(0),
  /** Of the first weights, the order of events and every other random number. */
  seed: schema.int().min(0),
});

export const trainerConfig = generalTrainerConfig.extend({
  /** Batches whose mean gradient makes one step. */
  accumulate: schema.int().positive().default(1),
  /**
   * Keeps a moving average of the weights, which is validated, saved as best and tested; null for none, auto for what is usual
   * for the loop.
   */
  ema_decay: schema
    .union([schema.number().positive().lt(1), schema.literal("auto")])
    .nullable()
    .default(null),
  /** Names of what stays as it is, e.g. `[encoder]`. */
  freeze: schema.array(schema.string().min(1)).default([]),
  /** A checkpoint to take the first weights from; null for random ones. */
  init_from: schema.string().min(1).nullable().default(null),
  /** Names of what is taken from there, e.g. `[encoder]`; the rest starts at random. None for all. */
  init_parts: schema.array(schema.string().min(1)).default([]),
  early_stopping: earlyStoppingConfig.prefault({}),
  /** Steps whose loss or gradient is not finite that are left out before the training fails. */
  skip_nonfinite: schema.int().min(0).default(0),
  /** Batches of each split and epoch at most; null for all. */
  limit_batches: schema.int().positive().nullable().default(null),
  /** Learns these first batches again and again, and validates on them; null for the usual course. */
  overfit_batches: schema.int().positive().nullable().default(null),
});

export type TrainerConfig = Infer<typeof trainerConfig>;
