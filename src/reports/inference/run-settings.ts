/**
 * @file What a stored run says of its model and its events: of ours from its own snapshot, composed again, of the Python
 * system's as far as it has a counterpart here.
 */
import { readFileSync } from "node:fs";
import { type AutoencoderConfig, autoencoderConfig, modernPart } from "#architectures";
import { checkConfig, composeConfig, resolvedJob, toPlain } from "#config";
import { schema } from "#config/schema";
import { type Compat, type DataConfig, dataConfig, type TransformDescription } from "#data";
import { openSnapshot, type RunRow, type StoredRunMeta } from "#facts";
import { FixableError } from "#utils/fixable-error.ts";
import { runPaths } from "#utils/paths.ts";

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

/** @throws FixableError `config/…`, `architectures/unknown-target`, `reports/no-settings`, `reports/reconstructs-nothing` */
export function settingsOf({ run_dir, system, axes }: RunRow): RunSettings {
  if (axes["loop"] === "test_mlp") {
    throw new FixableError({
      code: "reports/reconstructs-nothing",
      problem: "loop=test_mlp reconstructs no events",
      where: run_dir,
    });
  }
  return system === "python" ? pythonSettings(run_dir) : ownSettings(run_dir);
}

function ownSettings(runDir: string): RunSettings {
  const composition = composeConfig({
    folders: [{ provider: "main", path: runPaths(runDir).hydra }],
    configName: "config",
    overrides: [],
    jobName: "thesis-report",
  });
  const config = checkConfig(snapshotConfig, toPlain(resolvedJob(composition)), composition);
  const { data } = JSON.parse(readFileSync(runPaths(runDir).meta, "utf8")) as StoredRunMeta;
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

function pythonSettings(runDir: string): RunSettings {
  const snapshot = openSnapshot(runDir);
  const partOf = (name: string) => {
    const part = snapshot?.whole(`phase1.${name}`);
    if (typeof part === "object" && part !== null && !Array.isArray(part))
      return modernPart(part as Readonly<Record<string, unknown>>);
    throw unclear(runDir, `its snapshot does not say phase1.${name}`);
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
    throw unclear(runDir, `${problem?.path.join(".")}: ${problem?.message}`);
  }
  return { data: events.data, compat: "reference", model: model.data, transform: null, dataSha256: null };
}

const unclear = (runDir: string, problem: string): FixableError =>
  new FixableError({ code: "reports/no-settings", problem, where: runDir });
