/** @file Builds an autoencoder from its config: each part looked up by its `kind`, never by a path to code. */
import { type Infer, schema } from "#config/schema";
import type { EventSizes } from "#data";
import type { VariableScope } from "#engine";
import { Autoencoder } from "./autoencoder.ts";
import type { Bottleneck } from "./bottlenecks/bottleneck.ts";
import { bottlenecks } from "./bottlenecks/index.ts";
import type { Decoder, DecoderSizes } from "./decoders/decoder.ts";
import { decoders } from "./decoders/index.ts";
import { buildEncoder, encoders } from "./encoders/index.ts";
import { GlobalsToken } from "./globals-token.ts";
import { losses } from "./losses/index.ts";
import type { Loss } from "./losses/loss.ts";
import type { ModelOptions } from "./model-options.ts";

/** The groups under `phase1` that describe the model. */
export const autoencoderConfig = schema.strictObject({
  encoder: schema.discriminatedUnion("kind", optionsOf(encoders)),
  latent_space: schema.discriminatedUnion("kind", optionsOf(bottlenecks)),
  decoder: schema.discriminatedUnion("kind", optionsOf(decoders)),
  loss: schema.discriminatedUnion("kind", optionsOf(losses)).prefault({ kind: "reconstruction" }),
});

export type AutoencoderConfig = Infer<typeof autoencoderConfig>;

/**
 * @param scope names and starts the variables; the same seed makes the same model, bit by bit
 * @throws FixableError `architectures/no-pair-physics` where an encoder computes with pairs, and `options.transform` does not
 *   say what the features are; `architectures/no-mass` where the loss weighs masses without knowing the features
 */
export function buildAutoencoder(
  config: AutoencoderConfig,
  sizes: EventSizes,
  scope: VariableScope,
  options: ModelOptions,
): Autoencoder {
  const latent = config.latent_space.latent_dim;
  const encoder = buildEncoder(config.encoder, { ...sizes, latent }, scope.at("encoder"), options);
  const bottleneckIn = (own: VariableScope) => build<Bottleneck>(bottlenecks, config.latent_space, own, options);
  const bottleneck = bottleneckIn(scope.at("bottleneck"));
  const hasGlobalsToken = wantsGlobalsToken(config, options);
  const { globals_hidden, activation } = config.encoder;
  const globalsToken = hasGlobalsToken
    ? new GlobalsToken(
        { widths: [sizes.globals, ...globals_hidden, latent], activation },
        bottleneckIn(scope.at("bottleneck").at("globals")),
        scope.at("encoder").at("globals"),
      )
    : null;
  const decoder = build<Decoder>(
    decoders,
    config.decoder,
    { ...sizes, latent, hasGlobalsToken } satisfies DecoderSizes,
    scope.at("decoder"),
    options,
  );
  const loss = build<Loss>(losses, config.loss, sizes, scope, options);
  return new Autoencoder({ encoder, bottleneck, globalsToken, decoder, loss });
}

/** Only where somebody asks for the globals: nothing would tell the token what to hold otherwise. The Python system has none. */
function wantsGlobalsToken({ encoder, decoder }: AutoencoderConfig, { compat }: ModelOptions): boolean {
  return encoder.globals_token && decoder.globals_head && decoder.globals_beta > 0 && compat === "none";
}

type Table<Part> = Readonly<Record<string, { readonly build: new (...parts: never[]) => Part }>>;

/** The schema has checked that `kind` and the rest belong together; the compiler cannot follow it through the table. */
function build<Part>(table: Table<Part>, config: { readonly kind: string }, ...surroundings: readonly unknown[]): Part {
  const { build: Member } = table[config.kind]!;
  return new Member(...([config, ...surroundings] as never[]));
}

function optionsOf<T extends Readonly<Record<string, { readonly config: unknown }>>>(table: T): [T[keyof T]["config"]] {
  return Object.values(table).map(({ config }) => config) as [T[keyof T]["config"]];
}
