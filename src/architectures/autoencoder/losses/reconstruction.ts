/** @file Mean squared error of tokens and globals, in the transformed features; padding does not count. */
import { schema } from "#config/schema";
import { axes } from "#engine";
import type { DecoderOutput } from "../decoders/decoder.ts";
import type { EventTensors } from "../event-tensors.ts";
import type { Loss, LossTerm } from "./loss.ts";

export const reconstructionLossConfig = schema.strictObject({ kind: schema.literal("reconstruction") });

export class ReconstructionLoss implements Loss {
  /** `rec_tokens`: mean over particles and features; `rec_globals`: mean over events and globals. */
  compare(truth: EventTensors, reconstruction: DecoderOutput): Readonly<Record<string, LossTerm>> {
    const { batch, token, feature } = axes(truth.tokens, "batch token feature");
    const real = truth.mask.reshape([batch, token, 1]);
    const particles = truth.mask.sum().maximum(1);
    const squares = reconstruction.tokens.sub(truth.tokens).square().mul(real);
    const rec_tokens = { value: squares.sum().div(particles.mul(feature)), weight: 1 };
    if (!reconstruction.globals) return { rec_tokens };
    const rec_globals = {
      value: reconstruction.globals.sub(truth.globals).square().mean(),
      weight: reconstruction.globalsWeight,
    };
    return { rec_tokens, rec_globals };
  }
}
