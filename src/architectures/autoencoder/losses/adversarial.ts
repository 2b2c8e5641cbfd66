/**
 * @file Reconstruction loss and, beside it, a critic that learns to tell reconstructions from true events; for `loop=gan_ae`.
 * Larsen et al. 2015, arXiv:1512.09300, with the games of `adversarial-form.ts`.
 */
import { type Infer, schema } from "#config/schema";
import { axes, gradientsOf, type Objective, Tensor, type VariableScope } from "#engine";
import type { Stage } from "../../stages.ts";
import type { DecoderOutput } from "../decoders/decoder.ts";
import type { EventTensors } from "../event-tensors.ts";
import type { ModelOptions } from "../model-options.ts";
import { type AdversarialFormName, adversarialForms } from "./adversarial-form.ts";
import { Critic, type CriticSizes, criticConfig } from "./critic.ts";
import { type CriticInput, criticInputName, criticInputs } from "./critic-input.ts";
import type { Loss, LossTerm } from "./loss.ts";
import { ReconstructionLoss, reconstructionFields } from "./reconstruction.ts";

const formNames = Object.keys(adversarialForms) as [AdversarialFormName, ...AdversarialFormName[]];

export const adversarialLossConfig = schema.strictObject({
  kind: schema.literal("adversarial"),
  ...reconstructionFields,
  form: schema.enum(formNames),
  /** What the critic's opinion counts in the loss of the model, as against the error of the tokens. */
  weight: schema.number().min(0),
  /**
   * What keeps the critic's slope in bounds: `interpolated` draws it to one between truth and reconstruction, `r1` to zero at
   * the truth.
   */
  penalty: schema.enum(["none", "r1", "interpolated"]),
  penalty_weight: schema.number().min(0),
  critic: criticConfig,
  /** What the critic is shown of an event. */
  critic_input: criticInputName,
  /** Learning rate of the critic. */
  critic_lr: schema.number().positive(),
  /** The model learns from every n-th batch, the critic from each. */
  critic_steps: schema.int().positive(),
});

export type AdversarialLossConfig = Infer<typeof adversarialLossConfig>;

/** Below this name stand the variables of the critic. */
export const CRITIC_SCOPE = "critic";

export class AdversarialLoss implements Loss {
  readonly config: AdversarialLossConfig;
  readonly #reconstruction: ReconstructionLoss;
  readonly #critic: Critic;
  readonly #input: CriticInput;
  readonly #stream: string;

  constructor(config: AdversarialLossConfig, sizes: CriticSizes, scope: VariableScope, options: ModelOptions) {
    this.config = config;
    this.#reconstruction = new ReconstructionLoss(config, sizes, scope, options);
    this.#input = criticInputs[config.critic_input];
    this.#critic = new Critic(config.critic, this.#input.sizes(sizes), scope.at(CRITIC_SCOPE), options);
    this.#stream = scope.at(CRITIC_SCOPE).nameOf("between");
  }

  get featureWeights(): Tensor | null {
    return this.#reconstruction.featureWeights;
  }

  /** The terms of the reconstruction loss, and `adversarial`: what the model makes smaller, of either sign. */
  compare(truth: EventTensors, reconstruction: DecoderOutput): Readonly<Record<string, LossTerm>> {
    const score = this.#critic.score(this.#input.fake(truth, asEvents(truth, reconstruction)), false);
    const adversarial = { value: adversarialForms[this.config.form].model(score), weight: this.config.weight };
    return { ...this.#reconstruction.compare(truth, reconstruction), adversarial };
  }

  /**
   * What the critic makes smaller. Nothing flows back into the reconstruction.
   *
   * Reports `loss.critic` without the penalty, `loss.penalty` with its weight where there is one, and the mean scores
   * `score_truth` and `score_reconstruction`.
   */
  criticObjective(truth: EventTensors, reconstruction: DecoderOutput, learning: boolean): Objective {
    const fixed = {
      ...reconstruction,
      tokens: reconstruction.tokens.stopGradient(),
      globals: reconstruction.globals?.stopGradient() ?? null,
    };
    const { truth: ofTruth, fake: ofFake } = this.scores(truth, fixed, learning);
    const critic = adversarialForms[this.config.form].critic(ofTruth, ofFake);
    const means = { score_truth: ofTruth.mean(), score_reconstruction: ofFake.mean() };
    // an evaluation wants no gradients, and its interpolation no draws
    const [seenTruth, seenFake] = [this.#input.truth(truth), this.#input.fake(truth, asEvents(truth, fixed))];
    const penalty = learning ? this.#penalty(seenTruth, seenFake) : null;
    return {
      total: penalty ? critic.add(penalty) : critic,
      reports: { "loss.critic": critic, ...(penalty && { "loss.penalty": penalty }), ...means },
      updates: learning ? this.#critic.updates : [],
    };
  }

  /** What the critic thinks of each true event and of its reconstruction, both `[batch]`. */
  scores(truth: EventTensors, reconstruction: DecoderOutput, learning = false): { truth: Tensor; fake: Tensor } {
    // both in one pass: half of the time, and one draw of dropout for all
    const { batch } = axes(truth.globals, "batch global");
    const fake = this.#input.fake(truth, asEvents(truth, reconstruction));
    const all = this.#critic.score(together(this.#input.truth(truth), fake), learning);
    return { truth: all.slice(0, 0, batch), fake: all.slice(0, batch, 2 * batch) };
  }

  /** The critic as one more part of the model, asked about events. */
  stage(events: EventTensors): Stage {
    return {
      name: CRITIC_SCOPE,
      kind: this.config.critic.encoder.kind,
      gives: { score: this.#critic.score(this.#input.truth(events), false) },
    };
  }

  #penalty(truth: EventTensors, fake: EventTensors): Tensor | null {
    const { penalty, penalty_weight: weight } = this.config;
    switch (penalty) {
      case "none":
        return null;
      case "r1": // Mescheder et al. 2018, arXiv:1801.04406, eq. 9
        return this.#squaredSlope(truth)
          .mean()
          .mul(weight / 2);
      case "interpolated": // Gulrajani et al. 2017, arXiv:1704.00028, eq. 3
        return this.#squaredSlope(this.#between(truth, fake)).add(1e-12).sqrt().sub(1).square().mean().mul(weight);
    }
  }

  /** A point on the line from each true event to its reconstruction. */
  #between(truth: EventTensors, fake: EventTensors): EventTensors {
    const { batch } = axes(truth.globals, "batch global");
    const share = Tensor.leaf({ dtype: "float32", shape: [batch, 1] }, { kind: "uniform", name: this.#stream });
    const mix = (a: Tensor, b: Tensor, part: Tensor) => a.add(b.sub(a).mul(part));
    return {
      ...truth,
      tokens: mix(truth.tokens, fake.tokens, share.reshape([batch, 1, 1])),
      globals: mix(truth.globals, fake.globals, share),
    };
  }

  /** Squared length of the gradient of an event's score by all that the critic is shown of it, `[batch]`. */
  #squaredSlope(events: EventTensors): Tensor {
    const { batch, token } = axes(events.mask, "batch token");
    const score = this.#critic.score(events, false).sum();
    const [byTokens, byGlobals] = gradientsOf(score, [events.tokens, events.globals]);
    const real = events.mask.reshape([batch, token, 1]);
    return byTokens!
      .mul(real)
      .square()
      .sum([1, 2])
      .add(byGlobals!.square().sum([1]));
  }
}

/** A reconstruction without globals has the true ones, which then tell nothing. */
function asEvents(truth: EventTensors, { tokens, globals }: DecoderOutput): EventTensors {
  return { ...truth, tokens, globals: globals ?? truth.globals };
}

/** Events of both, one after another: `[2 · batch, …]`. */
function together(a: EventTensors, b: EventTensors): EventTensors {
  return {
    tokens: a.tokens.concat([b.tokens], 0),
    ids: a.ids.concat([b.ids], 0),
    mask: a.mask.concat([b.mask], 0),
    globals: a.globals.concat([b.globals], 0),
  };
}
