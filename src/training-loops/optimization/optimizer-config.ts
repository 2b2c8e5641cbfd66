/** @file Every optimizer that a config can name (`phase1/optimizer=adamw`). To add one: its schema here, its class in the engine's table. */
import { type Infer, schema } from "#config/schema";
import { type Optimizer, type OptimizerName, type OptimizerOptions, optimizers } from "#engine";

const decay = schema.number().min(0).lt(1);
const betas = schema.tuple([decay, decay]);
const epsilon = schema.number().positive();

/** Rates and weight decay are the trainer's (`phase1.trainer.lr`, `.weight_decay`): the same keys whatever the optimizer. */
const kinds = {
  adam: schema.strictObject({
    kind: schema.literal("adam"),
    betas: betas.default([0.9, 0.999]),
    epsilon: epsilon.default(1e-8),
  }),
  adamw: schema.strictObject({
    kind: schema.literal("adamw"),
    betas: betas.default([0.9, 0.999]),
    epsilon: epsilon.default(1e-8),
  }),
  lion: schema.strictObject({ kind: schema.literal("lion"), betas: betas.default([0.9, 0.99]) }),
  radam: schema.strictObject({
    kind: schema.literal("radam"),
    betas: betas.default([0.9, 0.999]),
    epsilon: epsilon.default(1e-8),
  }),
  sgd: schema
    .strictObject({
      kind: schema.literal("sgd"),
      /** Share of the last move that goes on. */
      momentum: decay.default(0.9),
      nesterov: schema.boolean().default(false),
    })
    .refine(({ momentum, nesterov }) => momentum > 0 || !nesterov, {
      path: ["nesterov"],
      error: "Nesterov's look ahead needs a momentum above 0",
    }),
} satisfies Record<OptimizerName, unknown>;

export const optimizerConfig = schema.discriminatedUnion("kind", [
  kinds.adam,
  kinds.adamw,
  kinds.lion,
  kinds.radam,
  kinds.sgd,
]);

export type OptimizerConfig = Infer<typeof optimizerConfig>;

export function buildOptimizer({ kind, ...own }: OptimizerConfig, options: OptimizerOptions): Optimizer {
  return new optimizers[kind]({ ...own, ...options });
}
