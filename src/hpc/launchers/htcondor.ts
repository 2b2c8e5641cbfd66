/**
 * @file HTCondor: one submit description for the sweep, one job a point, or a few that take a search's points one after
 * another. The description's language is that of
 * condor_submit(1): https://htcondor.readthedocs.io/en/latest/man-pages/condor_submit.html.
 */
import { dirname, join, resolve } from "node:path";
import { type Infer, schema } from "#config/schema";
import type { JobRules, Launcher, LaunchRequest, LaunchResult, SubmitRequest } from "./launcher.ts";
import { GRACE_SECONDS, jobNameOf, jobsOf, requests, submit } from "./submission.ts";

export const htcondorConfig = schema.strictObject({
  kind: schema.literal("htcondor"),
  ...requests,
  /** Further lines of the description, word by word: `"+JobCategory": '"medium"'`. */
  settings: schema.record(schema.string(), schema.union([schema.string(), schema.number(), schema.boolean()])),
});

export class HtcondorLauncher implements Launcher {
  readonly #config: Infer<typeof htcondorConfig>;

  constructor(config: Infer<typeof htcondorConfig>) {
    this.#config = config;
  }

  get jobRules(): JobRules {
    const { retries, requeue_exit_code, wall_minutes } = this.#config;
    // HTCondor holds a job whose time is up, instead of telling it before
    const seconds = (wall_minutes ?? 0) * 60;
    const stopAfterSeconds = wall_minutes === null ? undefined : Math.max(seconds / 2, seconds - GRACE_SECONDS);
    return { retries, requeueExitCode: requeue_exit_code, stopAfterSeconds };
  }

  threads(): number {
    return this.#config.cpus;
  }

  async launch(request: LaunchRequest): Promise<LaunchResult> {
    if (jobsOf(request, this.#config.max_jobs).numbers.length > 0) {
      const text = this.preview(request);
      await submit({ fileName: "sweep.sub", text, program: "condor_submit", isWanted: this.#config.submit }, request);
    }
    return { failed: [] };
  }

  preview(request: SubmitRequest): string {
    const { sweepFolder, manifest, command } = request;
    const { cpus, memory_mib, gpus, max_jobs, wall_minutes, retries, requeue_exit_code, settings } = this.#config;
    const jobs = jobsOf(request, max_jobs);
    const number = `$(${jobs.noun})`;
    const [program, ...args] = command;
    const log = (ending: string) => `${literal(jobs.log)}${number}.${ending}`;
    const lines: readonly (readonly [string, string | number] | null)[] = [
      ["universe", "vanilla"],
      ["batch_name", jobNameOf(sweepFolder)],
      ["executable", literal(program!)],
      ["arguments", argumentsText([...args.map(literal), literal(jobs.argument) + number])],
      ["initialdir", literal(resolve(sweepFolder, manifest.working_folder))],
      ["should_transfer_files", "NO"],
      ["getenv", "HOME, USER, PATH, LD_LIBRARY_PATH, THESIS_*"],
      ["request_cpus", cpus],
      ["request_memory", `${memory_mib} MB`],
      gpus > 0 ? ["request_gpus", gpus] : null,
      max_jobs === null ? null : ["max_materialize", max_jobs],
      wall_minutes === null ? null : ["allowed_execute_duration", wall_minutes * 60],
      // eviction asks first, and the point saves at the end of its step and ends with this code: it goes back into the queue
      ["kill_sig", "SIGTERM"],
      ["job_max_vacate_time", GRACE_SECONDS],
      ["on_exit_remove", `(ExitCode =?= 0) || (ExitCode =!= ${requeue_exit_code} && NumJobCompletions > ${retries})`],
      ["output", log("out")],
      ["error", log("err")],
      ["log", literal(join(dirname(jobs.log), "sweep.log"))],
      ...Object.entries(settings).map(([key, value]) => [key, String(value)] as const),
    ];
    const width = Math.max(...lines.map((line) => line?.[0].length ?? 0));
    const body = lines.flatMap((line) => (line ? [`${line[0].padEnd(width)} = ${line[1]}`] : []));
    return [
      `# One job a ${jobs.noun} of ${sweepFolder}`,
      ...body,
      `queue ${jobs.noun} in (${jobs.numbers.join(", ")})`,
      "",
    ].join("\n");
  }
}

/** `$` begins a macro in every value. */
const literal = (text: string): string => text.replaceAll("$", "$(DOLLAR)");

/** The newer of the two syntaxes: all in double quotes, each argument in single ones, quotes within doubled. */
function argumentsText(words: readonly string[]): string {
  const each = words.map((word) => `'${word.replaceAll("'", "''").replaceAll('"', '""')}'`);
  return `"${each.join(" ")}"`;
}
