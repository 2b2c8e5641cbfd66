/**
 * @file What a stored run says of its model and its events: of ours from its own snapshot, composed again, of the Python
 * system's as far as it has a counterpart here.
 */
import { existsSync } from "node:fs";
import { type AutoencoderConfig, autoencoderConfig, modernPart } from "#architectures";
import { schema } from "#config/schema";
import { type Compat, type DataConfig, dataConfig, type TransformDescription } from "#data";
import { openSnapshot, readRunMeta } from "#facts";
import { type LoopName, trainingLoops } from "#training-loops";
import { FixableError } from "#utils/fixable-error.ts";
import { runPaths } from "#utils/paths.ts";
import { storedConfig } from "./stored-config.ts";

export interface RunSettings {
  readonly data: DataConfig;
  readonly compat: Compat;
  readonly model: AutoencoderConfig;
  /** What the run learned of its training events; null where it did not write that down. */
  readonly transform: TransformDescription | null;
  /** SHA-256 of the events it read. */
  readonly dataSha256: string | null;
}

/** The groups of a training's config that say what a model is and what it reads. */
const snapshotConfig = schema.looseObject({
  loop: schema.string(),
  compat: schema.enum(["none", "reference"]).default("none"),
  data: dataConfig,
  phase1: schema.looseObject(autoencoderConfig.shape),
});

/**
 * @throws FixableError `stored-runs/no-model` where the loop learns no events, `stored-runs/no-settings`, `config/…`,
 *   `architectures/unknown-target`
 */
export function settingsOf(runFolder: string): RunSettings {
  return existsSync(runPaths(runFolder).meta) ? ownSettings(runFolder) : pythonSettings(runFolder);
}

function ownSettings(runFolder: string): RunSettings {
  const config = storedConfig(runFolder, snapshotConfig);
  assertLearnsEvents(config.loop, runFolder);
  const { data } = readRunMeta(runFolder);
  const { encoder, latent_space, decoder, loss } = config.phase1;
  return {
    data: config.data,
    compat: config.compat,
    model: { encoder, latent_space, decoder, loss },
    transform: data.transform,
    dataSha256: data.sha256,
  };
}

/** Keys of its group `data` that decide what was read; the others have no effect there either. */
const PYTHON_DATA = ["path", "datasets", "n_tokens", "limit_samples"];

function pythonSettings(runFolder: string): RunSettings {
  const snapshot = openSnapshot(runFolder);
  assertLearnsEvents(snapshot?.get("loop"), runFolder);
  const partOf = (name: string) => {
    const part = snapshot?.whole(`phase1.${name}`);
    if (typeof part === "object" && part !== null && !Array.isArray(part))
      return modernPart(part as Readonly<Record<string, unknown>>);
    throw unclear(runFolder, `its snapshot does not say phase1.${name}`);
  };
  const data = PYTHON_DATA.map((key) => [key, snapshot?.whole(`data.${key}`)] as const);
  const given = Object.fromEntries(data.filter(([, value]) => value !== undefined));
  const model = autoencoderConfig.safeParse({
    encoder: partOf("encoder"),
    latent_space: partOf("latent_space"),
    decoder: partOf("decoder"),
  });
  const events = dataConfig.safeParse({ kind: "h5_tokens", ...given });
  const problem = [model, events].flatMap(({ error }) => error?.issues ?? [])[0];
  if (problem || !model.success || !events.success) {
    throw unclear(runFolder, `${problem?.path.join(".")}: ${problem?.message}`);
  }
  return { data: events.data, compat: "reference", model: model.data, transform: null, dataSha256: null };
}

const unclear = (runFolder: string, problem: string): FixableError =>
  new FixableError({ code: "stored-runs/no-settings", problem, where: runFolder });

function assertLearnsEvents(loop: unknown, runFolder: string): void {
  if (trainingLoops[loop as LoopName]?.needsEvents !== false) return;
  throw new FixableError({
    code: "stored-runs/no-model",
    problem: `loop=${loop} learns no events: the run has no model, encoder, decoder or tokenizer of them`,
    where: runFolder,
  });
}
