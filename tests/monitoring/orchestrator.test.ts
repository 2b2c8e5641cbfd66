/** @file Who draws what, when: routing by the config, and that nothing in here can stop a training. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { families, loggingConfig, openMonitoring } from "#monitoring";
import type { TrainingEvent } from "#training-loops";
import { epochEvent, type HandMade, handMadeTraining } from "./hand-made-training.ts";

let run: string;
let figuresFolder: string;
beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), "monitoring-"));
  figuresFolder = join(run, "figures");
});
afterEach(() => rmSync(run, { recursive: true, force: true }));

interface Watched extends HandMade {
  readonly config?: object;
  readonly training?: readonly TrainingEvent[];
  readonly table?: Partial<typeof families>;
}

/** Runs a hand-made training and returns the names of the figures and everything that was said. */
async function watch({ config = {}, training, table, ...options }: Watched = {}) {
  const said: string[] = [];
  // the hand-made loop has neither critic nor denoiser, and a family says so once
  const quick = { fig_format: "svg", families: { adversarial: false, diffusion: false }, ...config };
  const monitoring = openMonitoring(
    loggingConfig.parse(quick),
    { figuresFolder, onProblem: (message) => said.push(message) },
    { ...families, ...table },
  );
  for (const event of training ?? handMadeTraining(options)) await monitoring.observe(event);
  await monitoring.settled();
  return { files: filesIn(figuresFolder), said };
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // never made
  }
}

const only = (name: string, setting: unknown = true) => ({
  ...Object.fromEntries(Object.keys(families).map((one) => [one, false])),
  [name]: setting,
});
const atTrainEnd = { on_test_end: false };

test("the usual config draws every family at the end, named by family, moment and epoch", async () => {
  const { files, said } = await watch();
  expect(said).toEqual([]);
  expect(files).toEqual([
    "codebook-on_test_end-e002.svg",
    "codebook-on_train_end-e002.svg",
    "latency-on_train_end-e002.svg",
    "losses-on_test_end-e002.svg",
    "losses-on_train_end-e002.svg",
    "metrics-on_test_end-e002.svg",
    "metrics-on_train_end-e002.svg",
    "recon-on_train_end-e002.svg",
    "recon_residuals-on_train_end-e002.svg",
  ]);
});

test("figures are PNG unless told otherwise, in the resolution of the config", async () => {
  const config = { fig_format: "png", dpi: 72, families: only("losses", "light"), moments: atTrainEnd };
  const { files } = await watch({ config });
  expect(files).toEqual(["losses-on_train_end-e002.png"]);
  expect(readFileSync(join(figuresFolder, files[0]!)).readUInt32BE(16)).toBe(245); // one column in pixels
});

test.each([
  [true, ["recon-on_train_end-e002.svg", "recon_residuals-on_train_end-e002.svg"]],
  ["light", ["recon-on_train_end-e002.svg", "recon_residuals-on_train_end-e002.svg"]],
  [
    "heavy",
    ["recon-on_train_end-e002.svg", "recon_heatmaps-on_train_end-e002.svg", "recon_residuals-on_train_end-e002.svg"],
  ],
  [
    { enabled: true, mode: "heavy" },
    ["recon-on_train_end-e002.svg", "recon_heatmaps-on_train_end-e002.svg", "recon_residuals-on_train_end-e002.svg"],
  ],
  [{ enabled: false, mode: "heavy" }, []],
  [false, []],
])("a family set to %j draws %j", async (setting, expected) => {
  const { files } = await watch({ config: { families: only("recon", setting), moments: atTrainEnd } });
  expect(files).toEqual(expected);
});

test.each(["make_plots", "save_artifacts"])("%s: false draws nothing and runs no model", async (key) => {
  const training = handMadeTraining().map((event) =>
    "reconstruction" in event ? { ...event, reconstruction: fail } : event,
  );
  expect(await watch({ config: { [key]: false }, training })).toEqual({ files: [], said: [] });
});

test("a dry run says what it would draw, draws nothing and runs no model", async () => {
  const training = handMadeTraining().map((event) =>
    "reconstruction" in event ? { ...event, reconstruction: fail } : event,
  );
  const config = { dry_run: true, families: only("recon", "heavy") };
  const { files, said } = await watch({ config, training });
  expect(files).toEqual([]);
  expect(said.map((message) => message.split(" ").at(-1))).toEqual([
    "recon-on_train_end-e002.svg",
    "recon_residuals-on_train_end-e002.svg",
    "recon_heatmaps-on_train_end-e002.svg",
  ]);
});

test("a dry run promises nothing that this training has no numbers for", async () => {
  const { said } = await watch({ config: { dry_run: true, families: {}, moments: atTrainEnd }, codes: null });
  const names = ["losses", "metrics", "recon", "recon_residuals", "latency"];
  expect(said).toEqual(names.map((name) => `dry run: would draw ${name}-on_train_end-e002.svg`));
});

test("enabled tags draw their families, whether on or off, and no others", async () => {
  const config = {
    families: only("metrics"),
    tags: { core: ["losses"], other: ["metrics"] },
    enable_tags: ["core"],
    moments: atTrainEnd,
  };
  expect((await watch({ config })).files).toEqual(["losses-on_train_end-e002.svg"]);
});

test("quick moments draw light figures every epoch, without running the model", async () => {
  const training = handMadeTraining({ epochs: 2 })
    .slice(0, -2)
    .map((event) => ("reconstruction" in event ? { ...event, reconstruction: fail } : event));
  const { files, said } = await watch({ config: { moments: { on_epoch_end_quick: true } }, training });
  expect(said).toEqual([]);
  expect(files).toEqual(
    ["codebook", "losses", "metrics"].flatMap((family) => [
      `${family}-on_epoch_end-e000.svg`,
      `${family}-on_epoch_end-e001.svg`,
    ]),
  );
});

test("the end of validation draws the reconstruction of that epoch", async () => {
  const training = handMadeTraining({ epochs: 2 }).slice(0, -2);
  const { files } = await watch({ config: { moments: { on_validation_end: true } }, training });
  expect(files.filter((file) => file.startsWith("recon-"))).toEqual([
    "recon-on_validation_end-e000.svg",
    "recon-on_validation_end-e001.svg",
  ]);
});

test("a failed training leaves what was known of it", async () => {
  const training: TrainingEvent[] = [epochEvent(0), epochEvent(1), { kind: "failed", error: new Error("diverged") }];
  const { files } = await watch({ training });
  expect(files).toEqual(["codebook", "losses", "metrics"].map((family) => `${family}-on_exception-e001.svg`));
});

test("a training that fails in its first epoch has nothing to draw and says so once a family", async () => {
  const { files, said } = await watch({ training: [{ kind: "failed", error: null }] });
  expect(files).toEqual([]);
  expect(said).toHaveLength(3);
});

test("a run without codes says once that there is no codebook", async () => {
  const { files, said } = await watch({ codes: null, config: { moments: { on_epoch_end_quick: true } } });
  expect(files.filter((file) => file.startsWith("codebook"))).toEqual([]);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain("codebook");
});

test("a family that fails is reported once, and the others go on", async () => {
  const losses = { ...families.losses, draw: fail };
  const { files, said } = await watch({ table: { losses }, config: { moments: { on_epoch_end_quick: true } } });
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('"losses"');
  expect(files).toContain("metrics-on_train_end-e002.svg");
});

test("a model that cannot reconstruct does not stop anything either", async () => {
  const training = handMadeTraining().map((event) =>
    event.kind === "trained" ? { ...event, reconstruction: fail, latency: fail } : event,
  );
  const { files, said } = await watch({ training });
  expect(said).toHaveLength(2);
  expect(files).toContain("losses-on_train_end-e002.svg");
});

test("a folder that cannot be made is reported once", async () => {
  writeFileSync(figuresFolder, "a file where the folder should be");
  const { said } = await watch();
  expect(said).toHaveLength(1);
  expect(said[0]).toContain(figuresFolder);
});

test("no unfinished file is left behind", async () => {
  await watch({ config: { families: only("losses") } });
  expect(filesIn(figuresFolder).filter((file) => !file.endsWith(".svg"))).toEqual([]);
});

test("without the epoch in its name, a figure is replaced by the newer one", async () => {
  const config = {
    families: only("losses"),
    file_naming: "{family}-{moment}",
    moments: { ...atTrainEnd, on_epoch_end_quick: true },
  };
  expect((await watch({ config })).files).toEqual(["losses-on_epoch_end.svg", "losses-on_train_end.svg"]);
});

test("the same training gives the same bytes", async () => {
  const read = () => filesIn(figuresFolder).map((file) => readFileSync(join(figuresFolder, file), "utf8"));
  await watch();
  const first = read();
  rmSync(figuresFolder, { recursive: true });
  await watch();
  expect(read()).toEqual(first);
});

async function fail(): Promise<never> {
  throw new Error("on purpose");
}
