/**
 * @file A trained denoiser at work: the stops on its way from noise to events, and events that it makes up by itself.
 *
 * A diffusion autoencoder has no prior over its latents. New events get theirs particle by particle: each the latent of a
 * random validation particle of the same kind. The number and kinds of particles are those of the test events. So what a
 * latent holds is right on average, and what particles of one event have to do with each other is left to the denoiser.
 */
import { type AutoencoderParts, type DiffusionDecoder, eventTensors, toHostBatch } from "#architectures";
import type { CollisionColumns, EventBatch, EventSource } from "#data";
import { Compiled, type CompileOptions, type HostTensor, type ModelState, type TracedBatch } from "#engine";
import { RandomStream } from "#utils/seed.ts";
import type { DenoisingSample } from "./training-event.ts";

/** Validation events that a figure shows on their way. */
const SAMPLE_EVENTS = 500;
/** Events of one pass, so that memory stays small however large the split. */
const CHUNK = 500;

type Parts = Pick<AutoencoderParts, "encoder" | "bottleneck"> & { readonly decoder: DiffusionDecoder };

export class DenoisingSampler implements AsyncDisposable {
  readonly #state: ModelState;
  readonly #data: EventSource;
  readonly #seed: number;
  readonly #ways: readonly number[];
  readonly #onTheWay: Compiled;
  readonly #encoding: Compiled;
  readonly #decoding: Compiled;

  constructor(parts: Parts, state: ModelState, data: EventSource, options: CompileOptions) {
    const { encoder, bottleneck, decoder } = parts;
    const latentOf = (batch: TracedBatch) => {
      const events = eventTensors(batch);
      return bottleneck.compress(encoder.encode(events, false), events.mask, false).latent;
    };
    this.#state = state;
    this.#data = data;
    this.#seed = options.seed ?? 0;
    this.#ways = decoder.ways;
    this.#encoding = new Compiled((batch) => ({ outputs: { latent_of: latentOf(batch) } }), options);
    this.#decoding = new Compiled(
      ({ latent, mask }) => ({ outputs: { tokens_hat: decoder.steps(latent!, mask!).at(-1)!.clean } }),
      options,
    );
    this.#onTheWay = new Compiled((batch) => {
      const steps = decoder.steps(latentOf(batch), batch["mask"]!);
      const outputs = steps.flatMap(({ noisy, clean }, i) => [
        [`noisy.${i}`, noisy] as const,
        [`clean.${i}`, clean] as const,
      ]);
      return { outputs: Object.fromEntries(outputs) };
    }, options);
  }

  /** The first validation events, at every stop. */
  async onTheWay(): Promise<DenoisingSample> {
    const truth = this.#data.first("val", SAMPLE_EVENTS);
    const found = await this.#onTheWay.run(toHostBatch(truth), this.#weights(), 0);
    const eventsOf = (tokens: HostTensor) => this.#inverted(truth, tokens.data as Float32Array);
    return {
      truth: this.#data.transform.invert(truth),
      steps: this.#ways.map((way, i) => ({
        way,
        noisy: eventsOf(found[`noisy.${i}`]!),
        clean: eventsOf(found[`clean.${i}`]!),
      })),
    };
  }

  /** As many events as there are in the test split, up to `count`; without globals, which no latent of a particle holds. */
  async generated(count: number): Promise<CollisionColumns> {
    const known = await this.#knownLatents(count);
    const random = RandomStream.of(this.#seed, "latents of generated events");
    const like = this.#data.first("test", count);
    const tokens = new Float32Array(like.tokens.length);
    const weights = this.#weights();
    let tokenAt = 0;
    for (const batch of this.#data.batchesOf("test", rowsUpTo(like.size), CHUNK)) {
      const { mask } = toHostBatch(batch);
      const latent = drawn(known, batch, random);
      const { tokens_hat } = await this.#decoding.run({ latent, mask: mask! }, weights, 0);
      tokens.set(tokens_hat!.data as Float32Array, tokenAt);
      tokenAt += batch.tokens.length;
    }
    return this.#inverted(like, tokens);
  }

  /** @param count of validation events at most */
  async #knownLatents(count: number): Promise<KnownLatents> {
    const byType = new Map<number, Float32Array[]>();
    const weights = this.#weights();
    let width = 0;
    for (const batch of this.#data.batchesOf("val", rowsUpTo(Math.min(count, this.#data.counts.val)), CHUNK)) {
      const { latent_of } = await this.#encoding.run(toHostBatch(batch), weights, 0);
      width = latent_of!.shape[2]!;
      batch.ids.forEach((id, i) => {
        if (batch.mask[i]! < 0.5) return;
        const own = byType.get(id) ?? [];
        byType.set(id, own);
        own.push((latent_of!.data as Float32Array).slice(i * width, (i + 1) * width));
      });
    }
    return { width, byType, all: [...byType.values()].flat() };
  }

  #weights() {
    return Object.fromEntries(this.#state.toTensors(this.#state.judged));
  }

  #inverted(like: EventBatch, tokens: Float32Array): CollisionColumns {
    const globals = new Float32Array(like.globals.length).fill(Number.NaN);
    return this.#data.transform.invert({ ...like, tokens, globals });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const compiled of [this.#onTheWay, this.#encoding, this.#decoding]) await compiled[Symbol.asyncDispose]();
  }
}

interface KnownLatents {
  readonly width: number;
  readonly byType: ReadonlyMap<number, readonly Float32Array[]>;
  /** For kinds that no validation event has. */
  readonly all: readonly Float32Array[];
}

/** `[batch, token, latent]`, zeros under the padding. */
function drawn(
  { width, byType, all }: KnownLatents,
  { size, ids, mask }: EventBatch,
  random: RandomStream,
): HostTensor {
  const data = new Float32Array(ids.length * width);
  ids.forEach((id, i) => {
    if (mask[i]! < 0.5) return;
    const choice = byType.get(id) ?? all;
    data.set(choice[random.integer(choice.length)]!, i * width);
  });
  return { dtype: "float32", shape: [size, ids.length / size, width], data };
}

const rowsUpTo = (count: number) => Int32Array.from({ length: count }, (_, row) => row);
