/** @file Every decoder there is (`phase1/decoder=…`). To add one: write its file, then its line here. */
import type { VariableScope } from "#engine";
import type { ModelOptions } from "../model-options.ts";
import type { Decoder, DecoderSizes } from "./decoder.ts";
import { DiffusionDecoder, diffusionDecoderConfig } from "./diffusion.ts";
import { GnnDecoder, gnnDecoderConfig } from "./gnn.ts";
import { MlpDecoder, mlpDecoderConfig } from "./mlp.ts";
import { TransformerDecoder, transformerDecoderConfig } from "./transformer.ts";

export const decoders = {
  mlp: { config: mlpDecoderConfig, build: MlpDecoder },
  gnn: { config: gnnDecoderConfig, build: GnnDecoder },
  transformer: { config: transformerDecoderConfig, build: TransformerDecoder },
  diffusion: { config: diffusionDecoderConfig, build: DiffusionDecoder },
} satisfies Record<string, DecoderEntry>;

interface DecoderEntry {
  readonly config: unknown;
  readonly build: new (config: never, sizes: DecoderSizes, scope: VariableScope, options: ModelOptions) => Decoder;
}
