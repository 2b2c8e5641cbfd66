/** @file What a program or a notebook gets by `import … from "../../src/library/index.ts"`: runs as the command makes them, opened again. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  composeTraining,
  type EpochEvent,
  evaluate,
  loadRuns,
  openEvents,
  openRun,
  readEvents,
  trainRun,
} from "../../src/library/index.ts";
import { runCommand, temporaryFolder } from "../cli/run-command.ts";

const SMALL = [
  "data=synthetic",
  ...["n_train=100", "n_val=40", "n_test=40"].map((size) => `data.${size}`),
  "phase1.trainer.epochs=2",
  "logging.make_plots=false",
  "threads=1",
];

const codeOf = (error: unknown) => (error as { code?: string }).code;

test("composes what the command would run with", () => {
  const config = composeTraining(["phase1/latent_space=vq", "phase1.trainer.epochs=7"]);
  expect(config.phase1.latent_space.kind).toBe("vq");
  expect(config.phase1.trainer.epochs).toBe(7);
});

test("refuses a mistake before anything is made", async () => {
  expect(() => composeTraining(["phase1.trainer.epoch=3"])).toThrowError(/phase1\.trainer\.epochs=3/);
  const folder = temporaryFolder();
  const root = `env.output_root=${folder}/outputs`;
  const wrong = await trainRun([...SMALL, root, "phase1.trainer.lr=-1"]).catch(codeOf);
  expect(wrong).toBe("config/wrong-type");
  const sweep = await trainRun(["--multirun", ...SMALL, root, "phase1.trainer.seed=1,2"]).catch(codeOf);
  expect(sweep).toBe("library/sweep");
  expect(() => readFileSync(join(folder, "outputs"))).toThrow(/ENOENT/);
});

test("gives events as they stand, and as a model sees them", async () => {
  const [raw, events] = await Promise.all([readEvents(SMALL), openEvents(SMALL)]);
  expect(events.counts).toEqual({ train: 100, val: 40, test: 40 });
  const { globals } = events.transform.invert(events.first("train", 1));
  expect(globals.metGeV[0]).toBeCloseTo(raw.splits.train.rows[raw.tokens]!, 2);
});

test("leaves the run that the command leaves, and opens it again", { timeout: 120_000 }, async () => {
  const folder = temporaryFolder();
  const epochs: EpochEvent[] = [];
  const { runFolder, status } = await trainRun([...SMALL, `env.output_root=${folder}/library`], {
    onEvent: (event) => event.kind === "epoch" && epochs.push(event),
  });
  expect(status).toBe("finished");
  expect(epochs.map(({ epoch }) => epoch)).toEqual([0, 1]);

  const { exitCode, stderr } = await runCommand("train", [...SMALL, "env.output_root=command"], { folder });
  expect(exitCode, stderr).toBe(0);
  const { runs } = await loadRuns({ sweep_dir: [`${folder}/library/runs`, `${folder}/command/runs`] });
  const [ours, theirs] = runs.map(({ run_dir }) => readFileSync(join(run_dir, "last.pt")));
  expect(ours!.equals(theirs!)).toBe(true);
  expect(runs[0]!["loss.total_best"]).toBeCloseTo(
    Math.min(...epochs.map(({ validation }) => validation.losses.total)),
    6,
  );

  const run = await openRun(runFolder);
  const { truth, reconstruction, errors } = await run.reconstruct("test");
  await run.close();
  expect(errors.length).toBe(40);
  const stored = JSON.parse(readFileSync(join(runFolder, "evaluation.json"), "utf8"));
  expect(evaluate(truth, reconstruction).particles).toEqual(stored.particles);
});

test("stops at the end of a step when it is told", async () => {
  const folder = temporaryFolder();
  const abort = new AbortController();
  const { runFolder, status } = await trainRun([...SMALL, `env.output_root=${folder}`], {
    onEvent: (event) => event.kind === "epoch" && abort.abort(),
    signal: abort.signal,
  });
  expect(status).toBe("interrupted");
  expect(JSON.parse(readFileSync(join(runFolder, "facts/status.json"), "utf8")).status).toBe("interrupted");
});

test("opens no run that reconstructs nothing", { timeout: 120_000 }, async () => {
  const folder = temporaryFolder();
  const { runFolder } = await trainRun(["loop=test_mlp", "phase1.trainer.epochs=1", `env.output_root=${folder}`]);
  expect(await openRun(runFolder).catch(codeOf)).toBe("stored-runs/no-model");
  expect(await openRun(join(folder, "nowhere")).catch(codeOf)).toBe("train/no-run");
});
