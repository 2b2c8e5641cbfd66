/** @file Every decoder there is (`phase1/decoder=…`). To add one: write its file, then its line here. */
import type { VariableScope } from "#engine";
import type { ModelOptions } from "../model-options.ts";
import type { Decoder, DecoderSizes } from "./decoder.ts";
import { MlpDecoder, mlpDecoderConfig } from "./mlp.ts";

export const decoders = {
  mlp: { config: mlpDecoderConfig, build: MlpDecoder },
} satisfies Record<string, DecoderEntry>;

interface DecoderEntry {
  readonly config: unknown;
  readonly build: new (config: never, sizes: DecoderSizes, scope: VariableScope, options: ModelOptions) => Decoder;
}
