/** @file encoder → bottleneck → decoder, and the sum of their losses. */
import type { EventSizes } from "#data";
import type { Objective, Tensor, TracedBatch } from "#engine";
import { oneEvent, type Stage } from "../stages.ts";
import type { Bottleneck, BottleneckOutput } from "./bottlenecks/bottleneck.ts";
import type { Decoder, DecoderOutput } from "./decoders/decoder.ts";
import type { Encoder } from "./encoders/encoder.ts";
import { eventTensors } from "./event-tensors.ts";
import type { Loss, LossTerm } from "./losses/loss.ts";

export interface AutoencoderParts {
  readonly encoder: Encoder;
  readonly bottleneck: Bottleneck;
  readonly decoder: Decoder;
  readonly loss: Loss;
}

/** One pass, in full. */
export interface AutoencoderPass {
  /** `[batch, token, latent]`, what the encoder gave. */
  readonly latent: Tensor;
  readonly compressed: BottleneckOutput;
  readonly reconstruction: DecoderOutput;
}

/** What the config calls the parts. */
export type PartKinds = Readonly<Record<"encoder" | "latent_space" | "decoder", { readonly kind: string }>>;

export class Autoencoder {
  readonly parts: AutoencoderParts;

  constructor(parts: AutoencoderParts) {
    this.parts = parts;
  }

  pass(batch: TracedBatch, learning: boolean): AutoencoderPass {
    const { encoder, bottleneck, decoder } = this.parts;
    const events = eventTensors(batch);
    const latent = encoder.encode(events, learning);
    const compressed = bottleneck.compress(latent, events.mask, learning);
    const reconstruction = decoder.decode(compressed.latent, events.mask, learning);
    return { latent, compressed, reconstruction };
  }

  /** What each part gives for one event, in order. */
  stages(sizes: EventSizes, { encoder, latent_space, decoder }: PartKinds): readonly Stage[] {
    const { latent, compressed, reconstruction } = this.pass(oneEvent(sizes), false);
    const { indices } = compressed;
    const { tokens, globals } = reconstruction;
    return [
      { name: "encoder", kind: encoder.kind, gives: { latent } },
      {
        ...{ name: "bottleneck", kind: latent_space.kind },
        gives: { latent: compressed.latent, ...(indices && { indices }) },
      },
      { name: "decoder", kind: decoder.kind, gives: { tokens, ...(globals && { globals }) } },
    ];
  }

  /**
   * Reports `loss.<name>` for every term (unweighted but for the bottleneck's, which bring their own weights)
   * and `diagnostic.<name>` for what the bottleneck says of itself.
   */
  objective(batch: TracedBatch, learning: boolean): Objective {
    const { compressed, reconstruction } = this.pass(batch, learning);
    const terms = this.parts.loss.compare(eventTensors(batch), reconstruction);
    return objectiveOf(terms, compressed);
  }

  /**
   * What comes back: `tokens_hat` `[batch, token, feature]`, `globals_hat` `[batch, global]` with a globals head, and
   * `indices` `[batch, token]` where there are codes.
   */
  reconstruct(batch: TracedBatch): Readonly<Record<string, Tensor>> {
    const { compressed, reconstruction } = this.pass(batch, false);
    return {
      tokens_hat: reconstruction.tokens,
      ...(reconstruction.globals && { globals_hat: reconstruction.globals }),
      ...(compressed.indices && { indices: compressed.indices.toFloat() }),
    };
  }
}

/**
 * The sum of weighted terms and the bottleneck's losses, and the reports of both.
 *
 * @param diagnostics beside those of the bottleneck
 */
export function objectiveOf(
  terms: Readonly<Record<string, LossTerm>>,
  { losses, diagnostics: ofBottleneck, updates }: BottleneckOutput,
  diagnostics: Readonly<Record<string, Tensor>> = {},
): Objective {
  const weighted = Object.values(terms).map(({ value, weight }) => value.mul(weight));
  const total = [...weighted, ...Object.values(losses)].reduce((sum, term) => sum.add(term));
  const values = Object.entries(terms).map(([name, { value }]) => [name, value] as const);
  return {
    total,
    reports: {
      ...withPrefix("loss.", [...values, ...Object.entries(losses)]),
      ...withPrefix("diagnostic.", Object.entries({ ...ofBottleneck, ...diagnostics })),
    },
    updates,
  };
}

const withPrefix = (prefix: string, tensors: readonly (readonly [string, Tensor])[]) =>
  Object.fromEntries(tensors.map(([name, tensor]) => [prefix + name, tensor]));
