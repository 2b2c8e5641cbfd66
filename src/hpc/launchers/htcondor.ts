/**
 * @file HTCondor: one submit description for the sweep, one job a point. The description's language is that of
 * condor_submit(1): https://htcondor.readthedocs.io/en/latest/man-pages/condor_submit.html.
 */
import { join, resolve } from "node:path";
import { type Infer, schema } from "#config/schema";
import { pointArgument } from "../manifest.ts";
import type { Launcher, LaunchRequest, LaunchResult } from "./launcher.ts";
import { GRACE_SECONDS, jobNameOf, pointsToSubmit, requests, submit } from "./submission.ts";

export const htcondorConfig = schema.strictObject({
  kind: schema.literal("htcondor"),
  ...requests,
  /** Further lines of the description, word by word: `"+JobCategory": '"medium"'`. */
  settings: schema.record(schema.string(), schema.union([schema.string(), schema.number(), schema.boolean()])),
});

export class HtcondorLauncher implements Launcher {
  readonly waits = false;
  readonly #config: Infer<typeof htcondorConfig>;

  constructor(config: Infer<typeof htcondorConfig>) {
    this.#config = config;
  }

  threads(): number {
    return this.#config.cpus;
  }

  async launch(request: LaunchRequest): Promise<LaunchResult> {
    const points = pointsToSubmit(request).map(({ number }) => number);
    if (points.length > 0) {
      const text = this.#description(request, points);
      await submit({ fileName: "sweep.sub", text, program: "condor_submit", isWanted: this.#config.submit }, request);
    }
    return { failed: [] };
  }

  #description({ sweepFolder, manifest, command }: LaunchRequest, points: readonly number[]): string {
    const { cpus, memory_mib, gpus, max_jobs, wall_minutes, retries, requeue_exit_code, settings } = this.#config;
    const [program, ...args] = command;
    const point = `${literal(pointArgument(sweepFolder, 0).replace(/0$/, ""))}$(point)`;
    const log = (name: string) => literal(join(sweepFolder, "logs")) + name;
    const lines: readonly (readonly [string, string | number] | null)[] = [
      ["universe", "vanilla"],
      ["batch_name", jobNameOf(sweepFolder)],
      ["executable", literal(program!)],
      ["arguments", argumentsText([...args.map(literal), point])],
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
      ["output", log("/job$(point).out")],
      ["error", log("/job$(point).err")],
      ["log", log("/sweep.log")],
      ...Object.entries(settings).map(([key, value]) => [key, String(value)] as const),
    ];
    const width = Math.max(...lines.map((line) => line?.[0].length ?? 0));
    const body = lines.flatMap((line) => (line ? [`${line[0].padEnd(width)} = ${line[1]}`] : []));
    return [`# One job a point of ${sweepFolder}`, ...body, `queue point in (${points.join(", ")})`, ""].join("\n");
  }
}

/** `$` begins a macro in every value. */
const literal = (text: string): string => text.replaceAll("$", "$(DOLLAR)");

/** The newer of the two syntaxes: all in double quotes, each argument in single ones, quotes within doubled. */
function argumentsText(words: readonly string[]): string {
  const each = words.map((word) => `'${word.replaceAll("'", "''").replaceAll('"', '""')}'`);
  return `"${each.join(" ")}"`;
}
