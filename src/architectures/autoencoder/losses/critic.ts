/**
 * @file The critic of an adversarial training: one number an event, high for what it takes to be true.
 * Any encoder looks at the particles, the mean of what it says of them, and the globals if it is told, are judged together.
 */
import { type Infer, schema } from "#config/schema";
import { axes, type BufferUpdate, Mlp, SpectralNorm, type Tensor, type VariableScope } from "#engine";
import { activationName, widths } from "../config-parts.ts";
import type { Encoder, EncoderSizes } from "../encoders/encoder.ts";
import { buildEncoder, encoders } from "../encoders/index.ts";
import type { EventTensors } from "../event-tensors.ts";
import type { ModelOptions } from "../model-options.ts";

export const criticConfig = schema.strictObject({
  /** What looks at the particles: a member of the encoders. */
  encoder: schema
    .discriminatedUnion("kind", [encoders.mlp.config, encoders.gnn.config, encoders.transformer.config])
    .refine(({ sees_globals, globals_token }) => !sees_globals && !globals_token, {
      error: "a critic is told the globals by phase1.loss.critic_input=events",
    }),
  /** Numbers that the encoder says of a particle. */
  width: schema.int().positive(),
  /** Hidden widths of what judges their mean. */
  hidden: widths,
  activation: activationName,
  /** Whether every matrix of the critic is divided by its largest singular value. */
  spectral_norm: schema.boolean().default(false),
});

export interface CriticSizes extends Omit<EncoderSizes, "latent"> {
  /** 0 where the critic is not told the globals. */
  readonly globals: number;
}

export class Critic {
  readonly #encoder: Encoder;
  readonly #judge: Mlp;
  readonly #sizes: CriticSizes;
  readonly #spectralNorm = new SpectralNorm();

  constructor(
    { encoder, width, hidden, activation, spectral_norm }: Infer<typeof criticConfig>,
    sizes: CriticSizes,
    root: VariableScope,
    options: ModelOptions,
  ) {
    const scope = spectral_norm ? this.#spectralNorm.within(root) : root;
    this.#sizes = sizes;
    this.#encoder = buildEncoder(encoder, { ...sizes, latent: width }, scope.at("encoder"), options);
    this.#judge = new Mlp({ widths: [width + sizes.globals, ...hidden, 1], activation }, scope.at("judge"));
  }

  /** What a learning step of the critic does to the memory of its singular values. */
  get updates(): readonly BufferUpdate[] {
    return this.#spectralNorm.updates;
  }

  /** @param events a reconstruction has the ids and the mask of its truth @returns `[batch]` */
  score(events: EventTensors, learning: boolean): Tensor {
    const { batch, token } = axes(events.mask, "batch token");
    // zeros instead of garbage: the slope of a slope would overflow far outside of where activations are made for
    const isReal = events.mask.greater(0.5).reshape([batch, token, 1]);
    const clean = { ...events, tokens: isReal.where(events.tokens, 0) };
    const said = isReal.where(this.#encoder.encode(clean, learning), 0);
    const mean = said.sum([1]).div(events.mask.sum([1], true).maximum(1)); // [batch, width]
    const known = this.#sizes.globals > 0 ? mean.concat([events.globals], 1) : mean;
    return this.#judge.apply(known, learning).reshape([batch]);
  }
}
