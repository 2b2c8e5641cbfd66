/**
 * @file The decoder that starts from noise and is told by the latents what to make of it (`decoder=diffusion`, for
 * `loop=diffusion_ae`). Preechakul et al. 2021, arXiv:2111.15640; sampling without new noise on the way (ddim): Song et
 * al. 2020, arXiv:2010.02502; with it (ddpm): Ho et al. 2020, arXiv:2006.11239.
 */
import { type Infer, schema } from "#config/schema";
import { axes, Linear, normal, Tensor, type VariableScope } from "#engine";
import { RandomStream } from "#utils/seed.ts";
import { type DenoisingTarget, type DenoisingTargetName, denoisingTargets } from "../denoising-target.ts";
import type { EventTensors } from "../event-tensors.ts";
import type { ModelOptions } from "../model-options.ts";
import { type NoiseLevel, type NoiseSchedule, type NoiseScheduleName, noiseSchedules } from "../noise-schedule.ts";
import { TransformerStack, transformerFields } from "../transformer-stack.ts";
import type { Decoder, DecoderOutput, DecoderSizes, Latents } from "./decoder.ts";
import { GlobalsHead, globalsHeadFields } from "./globals-head.ts";

export const diffusionDecoderConfig = schema.strictObject({
  kind: schema.literal("diffusion"),
  ...transformerFields,
  /** What the denoiser is asked for: the noise, or the velocity. */
  prediction: schema.enum(Object.keys(denoisingTargets) as [DenoisingTargetName, ...DenoisingTargetName[]]),
  schedule: schema.enum(Object.keys(noiseSchedules) as [NoiseScheduleName, ...NoiseScheduleName[]]),
  /** Steps from noise to event; each costs a pass of the denoiser. */
  sampling_steps: schema.int().positive(),
  /** Whether each step brings new noise (ddpm) or keeps what there is (ddim). */
  sampler: schema.enum(["ddim", "ddpm"]).default("ddim"),
  ...globalsHeadFields,
});

type Config = Infer<typeof diffusionDecoderConfig>;

/** Transformed features of simulated four-top events stay within ± 6. */
const LARGEST_FEATURE = 8;
const TIME_FEATURES = 32;

/** A stop on the way from noise to event. */
export interface DenoisingStep {
  /** `[batch, token, feature]`, what the denoiser is asked about. */
  readonly noisy: Tensor;
  /** `[batch, token, feature]`, the event that it sees behind it. */
  readonly clean: Tensor;
}

export class DiffusionDecoder implements Decoder {
  readonly #input: Linear;
  readonly #stack: TransformerStack;
  readonly #output: Linear;
  readonly #globalsHead: GlobalsHead;
  readonly #target: DenoisingTarget;
  readonly #schedule: NoiseSchedule;
  /** Time at which there is nearly nothing but noise. */
  readonly #latest: number;
  readonly #samplingSteps: number;
  readonly #sampler: Config["sampler"];
  readonly #features: number;
  readonly #streams: { readonly time: string; readonly noise: string };

  /** @throws FixableError `engine/shape` where the width is not a multiple of the number of heads */
  constructor(config: Config, sizes: DecoderSizes, scope: VariableScope, options: ModelOptions) {
    const inputs = sizes.features + sizes.latent + TIME_FEATURES;
    this.#input = new Linear(inputs, config.width, scope.at("input"));
    this.#stack = new TransformerStack(config, scope);
    this.#output = new Linear(config.width, sizes.features, scope.at("output"));
    this.#globalsHead = new GlobalsHead(config, sizes, scope.at("g_head"), options);
    this.#target = denoisingTargets[config.prediction];
    this.#schedule = noiseSchedules[config.schedule];
    this.#latest = this.#schedule.timeOf(this.#target.mostNoise);
    this.#samplingSteps = config.sampling_steps;
    this.#sampler = config.sampler;
    this.#features = sizes.features;
    this.#streams = { time: scope.nameOf("time"), noise: scope.nameOf("noise") };
  }

  decode(latents: Latents, mask: Tensor, learning: boolean): DecoderOutput {
    return { tokens: this.steps(latents.particles, mask).at(-1)!.clean, ...this.globals(latents, mask, learning) };
  }

  /** Where on its way each step stands: from 1 (nothing but noise) towards 0 (the event). */
  get ways(): readonly number[] {
    return Array.from({ length: this.#samplingSteps }, (_, step) => 1 - step / this.#samplingSteps);
  }

  /**
   * Starts from the same noise for every event, and brings the same on the way, so that a decoder stays a function of its
   * latents; never drops out.
   */
  steps(latent: Tensor, mask: Tensor): readonly DenoisingStep[] {
    const { batch, token } = axes(latent, "batch token latent");
    const steps: DenoisingStep[] = [];
    let noisy = startNoise(token, this.#features).broadcastTo([batch, token, this.#features]);
    for (let step = 0; step < this.#samplingSteps; step++) {
      const [time, next] = [step, step + 1].map((i) => this.#latest * (1 - i / this.#samplingSteps)) as [
        number,
        number,
      ];
      const level = this.#schedule.level(Tensor.constant([time], []));
      const answer = this.#answer(noisy, latent, mask, Tensor.constant([time], [1]).broadcastTo([batch]), false);
      const clean = this.#target.toClean(answer, noisy, level).maximum(-LARGEST_FEATURE).minimum(LARGEST_FEATURE);
      steps.push({ noisy, clean });
      if (step === this.#samplingSteps - 1) break; // there is no lower level
      const noise = noisy.sub(clean.mul(level.signal)).div(level.noise);
      const lower = this.#schedule.level(Tensor.constant([next], []));
      noisy = clean.mul(lower.signal).add(this.#nextNoise(noise, step, level, lower));
    }
    return steps;
  }

  /** arXiv:2010.02502, eq. 12: with σ = 0 the same noise at a lower level, with the σ of eq. 16 some of it drawn anew. */
  #nextNoise(noise: Tensor, step: number, from: NoiseLevel, to: NoiseLevel): Tensor {
    if (this.#sampler === "ddim") return noise.mul(to.noise);
    const variance = to.noise.div(from.noise).square().mul(from.signal.div(to.signal).square().neg().add(1));
    const kept = to.noise.square().sub(variance).maximum(0).sqrt();
    const fresh = startNoise(noise.shape[1]!, this.#features, step + 1);
    return noise.mul(kept).add(fresh.mul(variance.maximum(0).sqrt()));
  }

  globals(latents: Latents, mask: Tensor, learning: boolean): Pick<DecoderOutput, "globals" | "globalsWeight"> {
    return this.#globalsHead.apply(latents, latents.particles, mask, learning);
  }

  /**
   * Asks the denoiser about the true event under random noise. The times of a batch are spread evenly (Kingma et
   * al. 2021, arXiv:2107.00630, appendix I.1), so that every batch sees every level.
   *
   * @param about `featureWeights` as a loss has them: what each feature counts in the mean
   * @returns `error` `[batch]`, mean square over the particles and features of an event; `time` `[batch]`
   */
  denoise(
    truth: EventTensors,
    latent: Tensor,
    { learning, featureWeights }: { readonly learning: boolean; readonly featureWeights: Tensor | null },
  ): { readonly error: Tensor; readonly time: Tensor } {
    const { batch, token, feature } = axes(truth.tokens, "batch token feature");
    const offset = Tensor.leaf({ dtype: "float32", shape: [1] }, { kind: "uniform", name: this.#streams.time });
    const places = Tensor.constant(
      Float32Array.from({ length: batch }, (_, i) => i),
      [batch],
    );
    const time = places.add(offset).mul(this.#latest / batch);
    const level = this.#schedule.level(time.reshape([batch, 1, 1]));
    const noise = Tensor.leaf(truth.tokens, { kind: "normal", name: this.#streams.noise });
    const isReal = truth.mask.greater(0.5).reshape([batch, token, 1]);
    const clean = isReal.where(truth.tokens, 0);
    const noisy = clean.mul(level.signal).add(noise.mul(level.noise));
    const answer = this.#answer(noisy, latent, truth.mask, time, learning);
    const plain = isReal.where(answer.sub(this.#target.of(clean, noise, level)).square(), 0);
    const squares = featureWeights ? plain.mul(featureWeights) : plain;
    const particles = truth.mask.sum([1]).maximum(1); // [batch]
    return { error: squares.sum([1, 2]).div(particles.mul(feature)), time };
  }

  /** @param time `[batch]` @returns `[batch, token, feature]` */
  #answer(noisy: Tensor, latent: Tensor, mask: Tensor, time: Tensor, learning: boolean): Tensor {
    const { batch, token } = axes(noisy, "batch token feature");
    const when = timeFeatures(time).reshape([batch, 1, TIME_FEATURES]).broadcastTo([batch, token, TIME_FEATURES]);
    const asked = this.#input.apply(noisy.concat([latent, when], 2));
    return this.#output.apply(this.#stack.apply(asked, mask, learning));
  }
}

/** Sines and cosines of the time at frequencies from one to a thousand quarter turns. @param time `[batch]` */
function timeFeatures(time: Tensor): Tensor {
  const half = TIME_FEATURES / 2;
  const frequencies = Array.from({ length: half }, (_, i) => (Math.PI / 2) * 1000 ** (i / (half - 1)));
  const angles = time.reshape([time.shape[0]!, 1]).mul(Tensor.constant(frequencies, [1, half]));
  return angles.sin().concat([angles.cos()], 1);
}

/** `[1, token, feature]`, standard normal; that of step 0 is what sampling starts from. */
function startNoise(token: number, feature: number, step = 0): Tensor {
  const values = new Float32Array(token * feature);
  normal(1)(
    values,
    step === 0 ? RandomStream.of(0, "start of sampling") : RandomStream.of(0, "noise of sampling", step),
  );
  return Tensor.constant(values, [1, token, feature]);
}
