/** @file Who a run is: put together from its config, its data and its surroundings. */
import { createHash, randomUUID } from "node:crypto";
import { basename } from "node:path";
import type { EventSource } from "#data";
import { type Runtime, runtimeVersions } from "#engine";
import { describeHost, type RunMeta } from "#facts";
import { readGitState } from "#utils/git-state.ts";
import { packageVersion } from "#utils/package-info.ts";
import type { TrainConfig } from "../train-config.ts";

export async function runMeta(
  config: TrainConfig,
  runFolder: string,
  data: EventSource,
  runtime: Runtime,
): Promise<RunMeta> {
  const { encoder, latent_space, decoder, loss, trainer, optimizer, schedule } = config.phase1;
  const ofLatentSpace = scalarsOf(latent_space);
  return {
    id: randomUUID(),
    name: basename(runFolder),
    argv: process.argv.slice(2),
    config_sha256: createHash("sha256").update(JSON.stringify(config)).digest("hex"),
    seed: trainer.seed,
    data: { ...data.provenance, transform: data.transform.describe() },
    axes: {
      loop: config.loop,
      encoder: encoder.kind,
      latent_space: latent_space.kind,
      decoder: decoder.kind,
      ...ofLatentSpace,
      globals_beta: decoder.globals_beta,
      // `ema_decay` is a name of both
      ...scalarsOf(trainer, (name) => (Object.hasOwn(ofLatentSpace, name) ? `trainer.${name}` : name)),
      ...scalarsOf(encoder, (name) => `encoder.${name}`),
      ...scalarsOf({ ...decoder, globals_beta: undefined }, (name) => `decoder.${name}`),
      ...scalarsOf(loss, (name) => `loss.${name}`),
      ...scalarsOf(optimizer ?? {}, (name) => `optimizer.${name}`),
      ...scalarsOf(schedule ?? {}, (name) => `schedule.${name}`),
      // the file goes by its name and hash
      ...scalarsOf({ ...config.data, path: undefined }, (name) => `data.${name}`),
      precision: config.precision,
      optimizer: optimizer?.kind ?? "adam",
      schedule: schedule?.kind ?? "constant",
      compat: config.compat,
    },
    git: await readGitState(),
    host: describeHost(),
    versions: { node: process.versions.node, ...(await runtimeVersions()), thesis_ml: packageVersion() },
    device: runtime.device === "auto" ? "cpu" : runtime.device,
    threads: runtime.threads,
  };
}

/** What a sweep may vary: single values, those of a group below it by the group's name as well; lists as text; without `kind`. */
function scalarsOf(group: Readonly<Record<string, unknown>>, nameOf = (name: string) => name): Record<string, Scalar> {
  const entries = Object.entries(group).flatMap(([name, value]): readonly (readonly [string, Scalar])[] => {
    if (name === "kind" || value === undefined) return [];
    if (value === null || ["string", "number", "boolean"].includes(typeof value))
      return [[nameOf(name), value as Scalar]];
    if (Array.isArray(value)) return [[nameOf(name), JSON.stringify(value)]];
    return Object.entries(scalarsOf(value as Record<string, unknown>, (inner) => nameOf(`${name}.${inner}`)));
  });
  return Object.fromEntries(entries);
}

type Scalar = RunMeta["axes"][string];
