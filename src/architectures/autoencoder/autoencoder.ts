/** @file encoder → bottleneck → decoder, and the sum of their losses. */
import type { EventSizes } from "#data";
import type { Objective, Tensor, TracedBatch } from "#engine";
import { oneEvent, type Stage } from "../stages.ts";
import type { BottleneckOutput } from "./bottlenecks/bottleneck.ts";
import {
  type BottleneckAccount,
  type CompressingParts,
  type Compression,
  compressEvents,
  latentsOf,
  withGlobals,
} from "./compression.ts";
import type { Decoder, DecoderOutput } from "./decoders/decoder.ts";
import { eventTensors } from "./event-tensors.ts";
import type { Loss, LossTerm } from "./losses/loss.ts";

export interface AutoencoderParts extends CompressingParts {
  readonly decoder: Decoder;
  readonly loss: Loss;
}

/** One pass, in full. */
export interface AutoencoderPass extends Compression {
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
    const events = eventTensors(batch);
    const compression = compressEvents(this.parts, events, learning);
    return { ...compression, reconstruction: this.parts.decoder.decode(latentsOf(compression), events.mask, learning) };
  }

  /** What each part gives for one event, in order. */
  stages(sizes: EventSizes, { encoder, latent_space, decoder }: PartKinds): readonly Stage[] {
    const { latent, compressed, globals: token, reconstruction } = this.pass(oneEvent(sizes), false);
    const { tokens, globals } = reconstruction;
    return [
      { name: "encoder", kind: encoder.kind, gives: { latent, ...(token && { globals_latent: token.latent }) } },
      {
        ...{ name: "bottleneck", kind: latent_space.kind },
        gives: { ...given("", compressed), ...(token && given("globals_", token.compressed)) },
      },
      { name: "decoder", kind: decoder.kind, gives: { tokens, ...(globals && { globals }) } },
    ];
  }

  /**
   * Reports `loss.<name>` for every term (unweighted but for the bottleneck's, which bring their own weights)
   * and `diagnostic.<name>` for what the bottleneck says of itself.
   */
  objective(batch: TracedBatch, learning: boolean): Objective {
    const { reconstruction, ...compression } = this.pass(batch, learning);
    const terms = this.parts.loss.compare(eventTensors(batch), reconstruction);
    return objectiveOf(terms, withGlobals(compression, reconstruction.globalsWeight));
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
  { terms: ofBottleneck, diagnostics: ofCodes, updates, restarts }: BottleneckAccount,
  diagnostics: Readonly<Record<string, Tensor>> = {},
): Objective {
  const all = Object.entries({ ...terms, ...ofBottleneck });
  return {
    total: all.map(([, { value, weight }]) => value.mul(weight)).reduce((sum, term) => sum.add(term)),
    reports: {
      ...withPrefix(
        "loss.",
        all.map(([name, { value }]) => [name, value]),
      ),
      ...withPrefix("diagnostic.", Object.entries({ ...ofCodes, ...diagnostics })),
    },
    updates,
    restarts,
  };
}

const withPrefix = (prefix: string, tensors: readonly (readonly [string, Tensor])[]) =>
  Object.fromEntries(tensors.map(([name, tensor]) => [prefix + name, tensor]));

const given = (prefix: string, { latent, indices }: BottleneckOutput) =>
  Object.fromEntries([
    [`${prefix}latent`, latent] as const,
    ...(indices ? [[`${prefix}indices`, indices] as const] : []),
  ]);
