/** @file One sweep: its batches, the config and the folders of every job, the output. */
import assert from "node:assert/strict";
import { jobTree, resolvedContent, select } from "#config";
import { runInFolder } from "./sandbox.mjs";
import { encode } from "./typed.mjs";

export async function runMultirunCase(one) {
  const { expected } = one;
  const jobs = [];
  const files = Object.fromEntries(Object.entries(one.files).map(([name, text]) => [`conf/${name}`, text]));
  const ours = await runInFolder({ ...one, files }, one.config_name, () => async (job) => jobs.push(recordOf(job)));
  assert.equal(ours.code, expected.exit_code, `exit code ${ours.code}, stderr: ${ours.stderr}`);
  if (expected.exit_code === 2) return;
  assert.equal(ours.stdout, expected.stdout);
  assert.deepEqual(jobs, expected.jobs);
  for (const [index, job] of jobs.entries()) {
    assert.equal(JSON.stringify(job.config), JSON.stringify(expected.jobs[index].config), "order of the keys");
    assert.equal(JSON.stringify(job.choices), JSON.stringify(expected.jobs[index].choices), "order of the choices");
  }
  if (expected.exit_code !== 0 && expected.jobs.length === 0) return;
  assert.deepEqual(Object.keys(ours.written), expected.files_written);
  if (expected.jobs[0]?.mode === "MULTIRUN") {
    const points = expected.batches.flat().map((overrides) => overrides.filter((text) => !/^hydra[./]/.test(text)));
    assert.deepEqual(
      jobs.map((job) => job.overrides_task),
      points,
    );
  }
}

function recordOf(job) {
  const { root, context, hydra } = job.composition;
  const text = (path) => {
    const node = select(hydra, path, context);
    return node === undefined ? null : String(node.value);
  };
  const num = select(hydra, "job.num", context);
  const isSweep = job.mode === "MULTIRUN";
  const choices = [...job.composition.choices].filter(([key]) => !key.startsWith("hydra/"));
  const output = select(root, "hydra.runtime.output_dir", context).value;
  return {
    overrides_task: [...job.overrides.task],
    overrides_hydra: [...job.overrides.hydra],
    override_dirname: text("job.override_dirname"),
    num: num === undefined ? "???" : Number(num.value),
    id: text("job.id") ?? "???",
    name: job.name,
    mode: job.mode,
    run_dir: isSweep ? null : text("run.dir"),
    sweep_dir: isSweep ? text("sweep.dir") : null,
    sweep_subdir: isSweep ? text("sweep.subdir") : null,
    output_dir: output.slice(process.cwd().length + 1),
    choices: Object.fromEntries(choices),
    config: encode(resolvedContent(jobTree(job.composition), context), () => {}),
  };
}
