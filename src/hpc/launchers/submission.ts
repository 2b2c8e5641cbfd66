/** @file What batch systems have in common: a file beside the manifest that says what to run, and a command that takes it. */
import { spawn } from "node:child_process";
import { basename, join } from "node:path";
import { schema } from "#config/schema";
import { writeFileAtomic } from "#utils/atomic-file.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { makeFolders } from "#utils/make-folders.ts";
import { shellPath } from "#utils/short-path.ts";
import { MANIFEST_FILE } from "../manifest.ts";
import type { LaunchRequest, SubmitRequest } from "./launcher.ts";

/** What a job asks for; the same keys for every batch system. */
export const requests = {
  /** false: the file is written and shown, and nothing is submitted. */
  submit: schema.boolean(),
  /** Points at once; null: as many as the cluster gives, and for a search that learns, as many as it begins with. */
  max_jobs: schema.int().positive().nullable(),
  cpus: schema.int().positive(),
  memory_mib: schema.int().positive(),
  gpus: schema.int().min(0),
  wall_minutes: schema.int().positive().nullable(),
  /** How often a point that failed is started again, from where it was. */
  retries: schema.int().min(0),
  /** What a point ends with that was stopped and saved: it goes back into the queue. */
  requeue_exit_code: schema.int().min(1).max(255).default(143),
};

/** Seconds between the request to stop and the end: enough to finish a step and write a checkpoint. */
export const GRACE_SECONDS = 120;

/** The jobs of one submission, which differ by a number: `point=EXP/manifest.json#3`, `worker=EXP/manifest.json#0`. */
export interface JobArray {
  readonly noun: "point" | "worker";
  readonly numbers: readonly number[];
  /** Of the command line, up to the number. */
  readonly argument: string;
  /** The file, without its ending, that takes what a job writes; up to the number. */
  readonly log: string;
}

/** A job a point, or where a search makes its points as it goes, as many as run at once, each taking one after another. */
export function jobsOf(
  { sweepFolder, manifest, points, more, total }: SubmitRequest,
  maxJobs: number | null,
): JobArray {
  const noun = more ? "worker" : "point";
  const workers = Math.min(total, maxJobs ?? manifest.search?.n_startup_trials ?? total);
  return {
    noun,
    numbers: more ? Array.from({ length: workers }, (_, at) => at) : points.map(({ number }) => number),
    argument: `${noun}=${join(sweepFolder, MANIFEST_FILE)}#`,
    log: join(sweepFolder, "logs", more ? "worker" : "job"),
  };
}

export interface Submission {
  /** Of the file beside the manifest. */
  readonly fileName: string;
  readonly text: string;
  /** The program that takes the file. */
  readonly program: string;
  readonly isWanted: boolean;
}

/** @throws FixableError `hpc/no-batch-system`, `hpc/submit-failed` */
export async function submit(
  { fileName, text, program, isWanted }: Submission,
  { sweepFolder, output }: LaunchRequest,
): Promise<void> {
  const file = join(sweepFolder, fileName);
  makeFolders(join(sweepFolder, "logs"));
  await writeFileAtomic(file, text);
  if (!isWanted) {
    output.write(`${text}not submitted; to do so: ${program} ${shellPath(file)}\n`);
    return;
  }
  const { code, written } = await run(program, [file]);
  if (code !== 0) {
    throw new FixableError({
      code: "hpc/submit-failed",
      problem: `${program} ended with exit code ${code}: ${written.trim()}`,
      where: file,
      fix: `${program} ${shellPath(file)}`,
    });
  }
  output.write(written);
}

function run(
  program: string,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly written: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    let written = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        written += text;
      });
    }
    child.on("error", (cause) =>
      reject(
        new FixableError({
          code: "hpc/no-batch-system",
          problem: `${program} cannot be run here (${(cause as NodeJS.ErrnoException).code}): this is not a machine that submits jobs`,
          fix: ["hydra.launcher.submit=false", "hydra/launcher=local"],
          cause,
        }),
      ),
    );
    child.on("close", (code) => resolve({ code, written }));
  });
}

export const jobNameOf = (sweepFolder: string): string => basename(sweepFolder).replace(/[^\w.-]/g, "_");
