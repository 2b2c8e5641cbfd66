/** @file A config snapshot → what a run is made of and what its sweep varied, by the short names that reports use. */
import type { ConfigValue } from "./block-yaml.ts";
import type { Scalar } from "./run-tables.ts";
import { isDict, type Snapshot } from "./snapshot.ts";

export type Axes = Readonly<Record<string, Scalar>>;

/** Where a part of the model says what it is, newest form first; old runs called the bottleneck a tokenizer. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  encoder: ["phase1.encoder"],
  latent_space: ["phase1.latent_space", "phase1.tokenizer"],
  decoder: ["phase1.decoder"],
};

const VALUES: Readonly<Record<string, readonly string[]>> = {
  loop: ["loop"],
  latent_dim: ["phase1.latent_space.latent_dim", "phase1.model.latent_dim", "model.latent_dim"],
  codebook_size: ["phase1.latent_space.codebook_size", "phase1.model.codebook_size", "model.codebook_size"],
  globals_beta: ["phase1.decoder.globals_beta"],
  seed: ["phase1.trainer.seed", "trainer.seed"],
  epochs: ["phase1.trainer.epochs", "trainer.epochs"],
  batch_size: ["phase1.trainer.batch_size", "trainer.batch_size"],
  lr: ["phase1.trainer.lr", "trainer.lr"],
  weight_decay: ["phase1.trainer.weight_decay", "trainer.weight_decay"],
  grad_clip: ["phase1.trainer.grad_clip", "trainer.grad_clip"],
};

/** Classes that `_target_` names in runs of the Python system. */
const TARGETS: Readonly<Record<string, string>> = {
  IdentityBottleneck: "none",
  LinearBottleneck: "linear",
  VQBottleneck: "vq",
};

/**
 * @param overrides as typed at the command line; those with no place in the config become axes too, as text
 */
export function axesOf(snapshot: Snapshot, overrides: readonly string[]): Axes {
  const axes: Record<string, Scalar> = {};
  for (const [axis, keys] of Object.entries(PARTS)) {
    const name = firstOf(keys, (key) => partName(snapshot.get(key)));
    if (name !== undefined) axes[axis] = name;
  }
  for (const [axis, keys] of Object.entries(VALUES)) {
    const value = firstOf(keys, (key) => scalarOrNone(snapshot.get(key)));
    if (value !== undefined) axes[axis] = value;
  }
  for (const override of overrides) {
    const [, key, text] = OVERRIDE.exec(override) ?? [];
    if (key === undefined || text === undefined) continue;
    const axis = shortName(key);
    if (Object.hasOwn(axes, axis)) continue; // the config says what came of it
    const value = scalarOrNone(snapshot.get(key)) ?? text;
    const number = Object.hasOwn(VALUES, axis) && typeof value === "string" ? Number(value) : Number.NaN;
    axes[axis] = Number.isNaN(number) ? value : number;
  }
  return axes;
}

/**
 * Axes that a run noted itself, and what was typed beyond those: a list of sizes, an option of the data.
 *
 * @param noted by short names, e.g. `latent_dim`
 */
export function withOverrides(noted: Axes, overrides: readonly string[]): Axes {
  const axes: Record<string, Scalar> = {};
  for (const override of overrides) {
    const [, key, text] = OVERRIDE.exec(override) ?? [];
    if (key === undefined || text === undefined) continue;
    if (isNoted(key.replace(/^phase1[./]/, ""), noted)) continue;
    const number = text.trim() === "" ? Number.NaN : Number(text);
    axes[shortName(key)] = Number.isNaN(number) ? text : number;
  }
  return { ...axes, ...noted };
}

/** Under its own name, or under the short one of what most sweeps vary; whole or in parts. @param key without `phase1` */
function isNoted(key: string, noted: Axes): boolean {
  const [, short = key] = /^(?:trainer|latent_space|decoder)\.(.+)$/.exec(key) ?? [];
  return Object.keys(noted).some((name) => [key, short].some((own) => name === own || name.startsWith(`${own}.`)));
}

const OVERRIDE = /^\+{0,2}([^=~]+)=(.*)$/s;

/** What was typed, from where Hydra keeps it; some Python runs kept it in the config instead. */
export function overridesOf(snapshot: Snapshot | null, listed: Snapshot | null): readonly string[] {
  const list = listed?.root ?? snapshot?.raw("hydra.overrides.task");
  return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
}

/** `phase1.trainer.lr` → `lr`, `phase1/latent_space` → `latent_space`, as the Python system shortens them. */
function shortName(key: string): string {
  return key.replace(/^phase1\/(?!.*\/)/, "").replace(/^phase1\.(?:(?:trainer|decoder)\.)?/, "");
}

/** `{kind: vq}`, `{_target_: ….VQBottleneck}`, `{name: vq}` or plainly `vq`. */
function partName(part: ConfigValue | undefined): string | undefined {
  if (typeof part === "string") return part;
  if (!isDict(part)) return undefined;
  const { kind, name, _target_: target } = part;
  if (typeof kind === "string") return kind;
  if (typeof target === "string") {
    const [type = ""] = target.split(".").slice(-1);
    return TARGETS[type] ?? type.replace(/(?:Encoder|Decoder|Bottleneck)$/, "").toLowerCase();
  }
  return typeof name === "string" ? name : undefined;
}

function firstOf<T>(keys: readonly string[], find: (key: string) => T | undefined): T | undefined {
  for (const key of keys) {
    const found = find(key);
    if (found !== undefined) return found;
  }
  return undefined;
}

const scalarOrNone = (value: ConfigValue | undefined): Scalar | undefined =>
  value === undefined || (typeof value === "object" && value !== null) ? undefined : value;
