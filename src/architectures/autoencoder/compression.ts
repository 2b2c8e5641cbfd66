/** @file Events → what comes through the bottleneck, and what that costs. */
import type { Tensor } from "#engine";
import type { Bottleneck, BottleneckOutput } from "./bottlenecks/bottleneck.ts";
import type { Latents } from "./decoders/decoder.ts";
import type { Encoder } from "./encoders/encoder.ts";
import type { EventTensors } from "./event-tensors.ts";
import type { GlobalsToken, TokenOfGlobals } from "./globals-token.ts";
import type { LossTerm } from "./losses/loss.ts";

export interface CompressingParts {
  readonly encoder: Encoder;
  readonly bottleneck: Bottleneck;
  /** Null where the globals have no latent of their own. */
  readonly globalsToken: GlobalsToken | null;
}

export interface Compression {
  /** `[batch, token, latent]`, what the encoder gave. */
  readonly latent: Tensor;
  /** The particles after the bottleneck. */
  readonly compressed: BottleneckOutput;
  readonly globals: TokenOfGlobals | null;
}

export function compressEvents(parts: CompressingParts, events: EventTensors, learning: boolean): Compression {
  const latent = parts.encoder.encode(events, learning);
  return {
    latent,
    compressed: parts.bottleneck.compress(latent, events.mask, learning),
    globals: parts.globalsToken?.compress(events.globals, learning) ?? null,
  };
}

/** What a decoder is given of them. */
export function latentsOf({ compressed, globals }: Compression): Latents {
  return { particles: compressed.latent, ...(globals && { globals: globals.compressed.latent }) };
}

/**
 * What the token of the globals adds to a bottleneck's account of itself: its losses count as the error of the globals does,
 * by `weight`; its diagnostics and losses are named `globals_…`, and its bits are among those of the event.
 */
export function withGlobals({ compressed, globals }: Compression, weight: number): BottleneckAccount {
  const own = Object.entries(compressed.losses).map(([name, value]) => [name, { value, weight: 1 }] as const);
  const { restarts: restarting = [] } = compressed;
  if (!globals) return { ...compressed, restarts: restarting, terms: Object.fromEntries(own) };
  const { losses, diagnostics, updates, restarts = [] } = globals.compressed;
  const ofGlobals = Object.entries(losses).map(([name, value]) => [`globals_${name}`, { value, weight }] as const);
  const counts = Object.entries(diagnostics).filter(([name]) => name.startsWith("code_counts"));
  const [bits, all] = [diagnostics["bits_per_event"], compressed.diagnostics["bits_per_event"]];
  return {
    terms: Object.fromEntries([...own, ...ofGlobals]),
    diagnostics: {
      ...compressed.diagnostics,
      ...Object.fromEntries(counts.map(([name, value]) => [`globals_${name}`, value])),
      ...(bits && all && { globals_bits: bits, bits_per_event: all.add(bits) }),
    },
    updates: [...compressed.updates, ...updates],
    restarts: [...restarting, ...restarts],
  };
}

export interface BottleneckAccount extends Pick<Required<BottleneckOutput>, "diagnostics" | "updates" | "restarts"> {
  readonly terms: Readonly<Record<string, LossTerm>>;
}
