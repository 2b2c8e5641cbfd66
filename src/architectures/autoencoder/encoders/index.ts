/** @file Every encoder there is (`phase1/encoder=…`). To add one: write its file, then its line here. */
import type { Infer } from "#config/schema";
import type { VariableScope } from "#engine";
import type { ModelOptions } from "../model-options.ts";
import type { Encoder, EncoderSizes } from "./encoder.ts";
import { GlobalsBesideTokens } from "./globals-beside-tokens.ts";
import { GnnEncoder, gnnEncoderConfig } from "./gnn.ts";
import { MlpEncoder, mlpEncoderConfig } from "./mlp.ts";
import { TransformerEncoder, transformerEncoderConfig } from "./transformer.ts";

export const encoders = {
  mlp: { config: mlpEncoderConfig, build: MlpEncoder },
  gnn: { config: gnnEncoderConfig, build: GnnEncoder },
  transformer: { config: transformerEncoderConfig, build: TransformerEncoder },
} satisfies Record<string, EncoderEntry>;

export type EncoderConfig = Infer<(typeof encoders)[keyof typeof encoders]["config"]>;

/** @throws FixableError `architectures/no-pair-physics` */
export function buildEncoder(
  config: EncoderConfig,
  { globals, ...sizes }: EncoderSizes & { readonly globals: number },
  scope: VariableScope,
  options: ModelOptions,
): Encoder {
  const { build: Member } = encoders[config.kind];
  const features = config.sees_globals ? sizes.features + globals : sizes.features;
  // the schema has checked that `kind` and the rest belong together
  const encoder = new Member(config as never, { ...sizes, features }, scope, options);
  return config.sees_globals ? new GlobalsBesideTokens(encoder) : encoder;
}

interface EncoderEntry {
  readonly config: unknown;
  readonly build: new (config: never, sizes: EncoderSizes, scope: VariableScope, options: ModelOptions) => Encoder;
}
