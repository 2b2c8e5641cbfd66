/** @file Every encoder there is (`phase1/encoder=…`). To add one: write its file, then its line here. */
import type { VariableScope } from "#engine";
import type { ModelOptions } from "../model-options.ts";
import type { Encoder, EncoderSizes } from "./encoder.ts";
import { GnnEncoder, gnnEncoderConfig } from "./gnn.ts";
import { MlpEncoder, mlpEncoderConfig } from "./mlp.ts";
import { TransformerEncoder, transformerEncoderConfig } from "./transformer.ts";

export const encoders = {
  mlp: { config: mlpEncoderConfig, build: MlpEncoder },
  gnn: { config: gnnEncoderConfig, build: GnnEncoder },
  transformer: { config: transformerEncoderConfig, build: TransformerEncoder },
} satisfies Record<string, EncoderEntry>;

interface EncoderEntry {
  readonly config: unknown;
  readonly build: new (config: never, sizes: EncoderSizes, scope: VariableScope, options: ModelOptions) => Encoder;
}
