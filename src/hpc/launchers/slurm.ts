/**
 * @file Slurm: one batch script for the sweep, an array with one task a point, or a few that take a search's points one after
 * another. See sbatch(1): https://slurm.schedmd.com/sbatch.html.
 */
import { resolve } from "node:path";
import { type Infer, schema } from "#config/schema";
import { shellWord } from "#utils/shell-word.ts";
import type { JobRules, Launcher, LaunchRequest, LaunchResult, SubmitRequest } from "./launcher.ts";
import { GRACE_SECONDS, jobNameOf, jobsOf, requests, submit } from "./submission.ts";

export const slurmConfig = schema.strictObject({
  kind: schema.literal("slurm"),
  ...requests,
  /** Further options of sbatch: `partition: short` becomes `--partition=short`. */
  settings: schema.record(schema.string(), schema.union([schema.string(), schema.number()])),
});

export class SlurmLauncher implements Launcher {
  readonly #config: Infer<typeof slurmConfig>;

  constructor(config: Infer<typeof slurmConfig>) {
    this.#config = config;
  }

  get jobRules(): JobRules {
    const { retries, requeue_exit_code } = this.#config;
    return { retries, requeueExitCode: requeue_exit_code };
  }

  threads(): number {
    return this.#config.cpus;
  }

  async launch(request: LaunchRequest): Promise<LaunchResult> {
    if (jobsOf(request, this.#config.max_jobs).numbers.length > 0) {
      const text = this.preview(request);
      await submit({ fileName: "sweep.sbatch", text, program: "sbatch", isWanted: this.#config.submit }, request);
    }
    return { failed: [] };
  }

  preview(request: SubmitRequest): string {
    const { sweepFolder, manifest, command } = request;
    const { cpus, memory_mib, gpus, max_jobs, wall_minutes, retries, requeue_exit_code, settings } = this.#config;
    const jobs = jobsOf(request, max_jobs);
    const options: readonly (string | null)[] = [
      `--job-name=${jobNameOf(sweepFolder)}`,
      `--array=${jobs.numbers.join(",")}${max_jobs === null ? "" : `%${max_jobs}`}`,
      `--chdir=${quotedOption(resolve(sweepFolder, manifest.working_folder))}`,
      `--output=${quotedOption(`${jobs.log}%a.log`)}`,
      "--open-mode=append",
      `--cpus-per-task=${cpus}`,
      `--mem=${memory_mib}M`,
      gpus > 0 ? `--gpus=${gpus}` : null,
      wall_minutes === null ? null : `--time=${wall_minutes}`,
      "--requeue",
      `--signal=B:USR1@${GRACE_SECONDS}`,
      ...Object.entries(settings).map(([key, value]) => `--${key}=${quotedOption(String(value))}`),
    ];
    const program = command.map(shellWord).join(" ");
    const argument = `${shellWord(jobs.argument)}"$SLURM_ARRAY_TASK_ID"`;
    return `#!/bin/bash
# One task a ${jobs.noun} of ${sweepFolder}
${options.flatMap((option) => (option === null ? [] : [`#SBATCH ${option}`])).join("\n")}

# Near the end of its time (USR1) the ${jobs.noun} saves and goes back into the queue; where Slurm ends the job itself (TERM), it
# saves, and Slurm decides. A signal ends \`wait\` early, so it is asked again.
signal=
trap 'signal=USR1 again=1; kill -TERM "$training" 2>/dev/null' USR1
trap 'signal=TERM again=1; kill -TERM "$training" 2>/dev/null' TERM INT

${program} ${argument} &
training=$!
again=1
while [ -n "$again" ]; do
  again=
  wait "$training"
  code=$?
done

restarts=\${SLURM_RESTART_COUNT:-0}
if [ "$signal" = USR1 ] && [ "$code" -eq ${requeue_exit_code} ]; then
  scontrol requeue "\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
elif [ -z "$signal" ] && [ "$code" -ne 0 ] && [ "$restarts" -lt ${retries} ]; then
  scontrol requeue "\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
fi
exit "$code"
`;
  }
}

/** `#SBATCH` lines know double quotes. */
const quotedOption = (text: string): string => (/[\s"']/.test(text) ? `"${text.replaceAll('"', '\\"')}"` : text);
