/** @file Mean squared error of tokens and globals, in the transformed features; padding does not count. */
import { type Infer, schema } from "#config/schema";
import { axes, Tensor, type VariableScope } from "#engine";
import type { DecoderOutput } from "../decoders/decoder.ts";
import { type EventTensors, timesWeights } from "../event-tensors.ts";
import type { ModelOptions } from "../model-options.ts";
import { featureWeights, weightsOfFeatures } from "./feature-weights.ts";
import type { Loss, LossTerm } from "./loss.ts";
import { MassError } from "./mass-error.ts";

export const reconstructionFields = {
  feature_weights: featureWeights,
  /** What the error of ln E/p counts, as against that of the tokens; see `mass-error.ts`. */
  mass_weight: schema.number().min(0).default(0),
} as const;

export const reconstructionLossConfig = schema.strictObject({
  kind: schema.literal("reconstruction"),
  ...reconstructionFields,
});

const fields = schema.object(reconstructionFields);
export type ReconstructionConfig = Infer<typeof fields>;

export class ReconstructionLoss implements Loss {
  /** `[1, 1, feature]` with mean one; null where all count the same. */
  readonly featureWeights: Tensor | null;
  readonly #mass: { readonly error: MassError; readonly weight: number } | null;

  /** @throws FixableError `architectures/no-mass` */
  constructor(
    { feature_weights, mass_weight: weight }: ReconstructionConfig,
    { features }: { readonly features: number },
    _scope?: VariableScope,
    options: Partial<ModelOptions> = {},
  ) {
    this.#mass = weight > 0 ? { error: new MassError(options), weight } : null;
    const weights = weightsOfFeatures(feature_weights, features);
    this.featureWeights = weights && Tensor.constant(weights, [1, 1, features]);
  }

  /**
   * `rec_tokens`: mean over particles and features; `rec_globals`: mean over events and globals. Each event counts with its
   * weight in both. Where features have weights, `rec_weighted` is what counts and `rec_tokens` is reported alone, so
   * that it compares between runs. `rec_mass` where masses count: mean over particles.
   */
  compare(truth: EventTensors, reconstruction: DecoderOutput): Readonly<Record<string, LossTerm>> {
    const { batch, token, feature } = axes(truth.tokens, "batch token feature");
    const real = truth.mask.reshape([batch, token, 1]);
    const particles = truth.mask.sum().maximum(1);
    const squares = timesWeights(reconstruction.tokens.sub(truth.tokens).square().mul(real), truth);
    const mean = (values: Tensor) => values.sum().div(particles.mul(feature));
    const tokens: Record<string, LossTerm> = this.featureWeights
      ? {
          rec_tokens: { value: mean(squares.stopGradient()), weight: 0 },
          rec_weighted: { value: mean(squares.mul(this.featureWeights)), weight: 1 },
        }
      : { rec_tokens: { value: mean(squares), weight: 1 } };
    if (this.#mass) {
      const { error, weight } = this.#mass;
      const ofEach = timesWeights(error.between(truth.tokens, reconstruction.tokens).mul(real), truth);
      tokens["rec_mass"] = { value: ofEach.sum().div(particles), weight };
    }
    if (!reconstruction.globals) return tokens;
    const ofGlobals = timesWeights(reconstruction.globals.sub(truth.globals).square(), truth);
    return { ...tokens, rec_globals: { value: ofGlobals.mean(), weight: reconstruction.globalsWeight } };
  }
}
