/** @file Every encoder there is (`phase1/encoder=…`). To add one: write its file, then its line here. */
import type { VariableScope } from "#engine";
import type { ModelOptions } from "../model-options.ts";
import type { Encoder, EncoderSizes } from "./encoder.ts";
import { MlpEncoder, mlpEncoderConfig } from "./mlp.ts";

export const encoders = {
  mlp: { config: mlpEncoderConfig, build: MlpEncoder },
} satisfies Record<string, EncoderEntry>;

interface EncoderEntry {
  readonly config: unknown;
  readonly build: new (config: never, sizes: EncoderSizes, scope: VariableScope, options: ModelOptions) => Encoder;
}
