/**
 * @file Configs of the Python system name classes (`_target_: thesis_ml.….MLPEncoder`); here is what they are called now.
 * The names are looked up, never imported.
 */
import { FixableError } from "#utils/fixable-error.ts";

const PACKAGES = ["thesis_ml.architectures.autoencoder.", "thesis_ml.phase1.autoenc."];

const KINDS: Readonly<Record<string, string>> = {
  "encoders.mlp.MLPEncoder": "mlp",
  "decoders.mlp.MLPDecoder": "mlp",
  "bottlenecks.identity.IdentityBottleneck": "none",
  "bottlenecks.linear.LinearBottleneck": "linear",
  "bottlenecks.vq.VQBottleneck": "vq",
};

/**
 * One part of an old config with `kind` in the place of `_target_`; a config of today is returned as it is.
 *
 * @throws FixableError `architectures/unknown-target` for a class that has no counterpart
 */
export function modernPart(part: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { _target_: target, ...rest } = part;
  if (typeof target !== "string") return part;
  const prefix = PACKAGES.find((name) => target.startsWith(name));
  const kind = prefix && KINDS[target.slice(prefix.length)];
  if (kind) return { kind, ...rest };
  throw new FixableError({
    code: "architectures/unknown-target",
    problem: `_target_ ${target} has no counterpart here; there is ${Object.keys(KINDS).join(", ")}`,
  });
}
