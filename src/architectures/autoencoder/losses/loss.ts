/** @file The contract every loss keeps. */
import type { Tensor } from "#engine";
import type { DecoderOutput } from "../decoders/decoder.ts";
import type { EventTensors } from "../event-tensors.ts";

export interface Loss {
  /** `[1, 1, feature]` with mean one, what each feature of a particle counts; null where all count the same. */
  readonly featureWeights: Tensor | null;
  /** @returns scalars by name, not weighted, and what each counts in the total */
  compare(truth: EventTensors, reconstruction: DecoderOutput): Readonly<Record<string, LossTerm>>;
}

export interface LossTerm {
  /** Scalar, a mean: comparable between runs whatever the weight. */
  readonly value: Tensor;
  readonly weight: number;
}
