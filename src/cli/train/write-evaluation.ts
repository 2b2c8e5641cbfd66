/** @file `evaluation.json`: how well the test split came back, with what is needed to know whose numbers they are. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { evaluate } from "#evaluation";
import type { TestedEvent } from "#training-loops";
import { writeFileAtomic } from "#utils/atomic-file.ts";
import { runPaths } from "#utils/paths.ts";
import type { TrainingRun } from "./train.ts";

/** Once, at the end of a run; nothing where the loop reconstructs nothing. */
export async function writeEvaluation({ test, reconstruction }: TestedEvent, run: TrainingRun): Promise<void> {
  if (!reconstruction) return;
  const { truth, reconstruction: reconstructed } = await reconstruction();
  const paths = runPaths(run.runFolder);
  // the weights under test: the best ones, or the last under compat=reference
  const checkpoint = run.config.compat === "none" ? paths.bestCheckpoint : paths.lastCheckpoint;
  const evaluation = {
    ...evaluate(truth, reconstructed),
    split: "test",
    losses: test.losses,
    metrics: test.metrics,
    checkpoint_sha256: existsSync(checkpoint)
      ? createHash("sha256").update(readFileSync(checkpoint)).digest("hex")
      : null,
    data_sha256: run.data.provenance.sha256,
  };
  await writeFileAtomic(paths.evaluation, `${JSON.stringify(evaluation, null, 2)}\n`);
}
