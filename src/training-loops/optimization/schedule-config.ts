/**
 * @file Every schedule that a config can name (`phase1/schedule=cosine`). Configs count in epochs, the engine in steps.
 * To add one: its schema and its line here, its function in the engine's table.
 */
import { type Infer, schema } from "#config/schema";
import { ReduceOnPlateau, type Schedule, type ScheduleName, schedules } from "#engine";

const share = schema.number().min(0).max(1);

const kinds = {
  constant: schema.strictObject({ kind: schema.literal("constant") }),
  step: schema.strictObject({
    kind: schema.literal("step"),
    /** From one fall to the next. */
    every_epochs: schema.number().positive().default(3),
    factor: schema.number().positive().default(0.1),
  }),
  cosine: schema.strictObject({
    kind: schema.literal("cosine"),
    /** Of the straight rise at the beginning; parts of an epoch are allowed, 0 for none. */
    warm_up_epochs: schema.number().min(0).default(1),
    /** Share of the rate that is left at the end. */
    floor: share.default(0),
  }),
  one_cycle: schema.strictObject({
    kind: schema.literal("one_cycle"),
    /** Share of the training that rises. */
    rise: schema.number().positive().lt(1).default(0.3),
    /** The first rate is the trainer's over this, the last one the first over `end_divisor`. */
    start_divisor: schema.number().min(1).default(25),
    end_divisor: schema.number().min(1).default(1e4),
  }),
  reduce_on_plateau: schema.strictObject({
    kind: schema.literal("reduce_on_plateau"),
    factor: schema.number().positive().lt(1).default(0.1),
    /** Epochs without a better validation loss that are borne; the next one reduces. */
    patience: schema.int().min(0).default(3),
    /** An improvement is a loss below the best by this share of it. */
    threshold: share.default(1e-4),
    /** Share of the rate below which it never falls. */
    floor: share.default(0),
  }),
} satisfies Record<ScheduleName | "reduce_on_plateau", unknown>;

export const scheduleConfig = schema.discriminatedUnion("kind", [
  kinds.constant,
  kinds.step,
  kinds.cosine,
  kinds.one_cycle,
  kinds.reduce_on_plateau,
]);

export type ScheduleConfig = Infer<typeof scheduleConfig>;

export interface ScheduleLength {
  readonly epochs: number;
  /** Steps of the optimizer, which gathered batches share. */
  readonly stepsPerEpoch: number;
}

/** @returns `plateau` where the schedule listens to the validation loss */
export function buildSchedule(
  config: ScheduleConfig,
  { epochs, stepsPerEpoch }: ScheduleLength,
): { readonly schedule: Schedule; readonly plateau: ReduceOnPlateau | null } {
  const steps = Math.max(1, Math.ceil(epochs * stepsPerEpoch));
  const plain = (schedule: Schedule) => ({ schedule, plateau: null });
  switch (config.kind) {
    case "constant":
      return plain(schedules.constant());
    case "step":
      return plain(
        schedules.step({ every: Math.max(1, Math.round(config.every_epochs * stepsPerEpoch)), factor: config.factor }),
      );
    case "cosine":
      return plain(
        schedules.cosine({
          steps,
          warmUp: Math.min(steps, Math.round(config.warm_up_epochs * stepsPerEpoch)),
          floor: config.floor,
        }),
      );
    case "one_cycle":
      return plain(
        schedules.one_cycle({
          steps,
          rise: config.rise,
          startDivisor: config.start_divisor,
          endDivisor: config.end_divisor,
        }),
      );
    case "reduce_on_plateau": {
      const { kind: _, ...options } = config;
      const plateau = new ReduceOnPlateau(options);
      return { schedule: plateau.schedule, plateau };
    }
    default:
      return config satisfies never;
  }
}
