/**
 * @file Submit descriptions as HTCondor's own parser reads them (its Python package, without a scheduler): the sweep's, and
 * those that stand in `hpc/stoomboot`. Skipped, aloud, where the package is not installed.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LaunchRequest, SweepManifest } from "#hpc";
import { HtcondorLauncher } from "../../src/hpc/launchers/htcondor.ts";
import { pointNamed, sweepFolderIn, temporaryFolder } from "./points.ts";

const root = join(import.meta.dirname, "../..");
const python = (args: readonly string[], cwd = root) =>
  spawnSync("python3", args, {
    cwd,
    encoding: "utf8",
    // no cluster is configured here
    env: { ...process.env, PWD: cwd, PYTHONPATH: join(root, ".witnesses/python"), CONDOR_CONFIG: "/dev/null" },
  });

const hasHtcondor = python(["-c", "import htcondor; htcondor.Submit({}).jobs"]).status === 0;
if (!hasHtcondor) console.warn("SKIPPED: HTCondor's parser is not installed (scripts/install-witnesses.sh)");

interface CondorJob extends Readonly<Record<string, unknown>> {
  readonly arguments: readonly string[];
  readonly leaves_queue_when: Readonly<Record<"finished" | "stopped" | "failed" | "failed_again", boolean>>;
}

function jobsOf(file: string): readonly CondorJob[] {
  const { stdout, stderr, status } = python([join(import.meta.dirname, "htcondor_jobs.py"), file]);
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

const output = { write: () => true };

const settings = { "+JobCategory": '"medium"', "+UseOS": '"el9"' };
const config = {
  kind: "htcondor",
  submit: false,
  max_jobs: null,
  cpus: 3,
  memory_mib: 2048,
  gpus: 0,
  settings,
} as const;

test("a worker stops by itself before its time is up, since HTCondor would hold it", () => {
  const seconds = (wall_minutes: number | null) =>
    new HtcondorLauncher({ ...config, wall_minutes, retries: 0, requeue_exit_code: 143 }).jobRules.stopAfterSeconds;
  expect([90, 1, null].map(seconds)).toEqual([5280, 30, undefined]);
});

/** Writes a description, submits nothing. */
async function describeSweep(
  folder: string,
  command: readonly string[],
  retries: number,
  requeue_exit_code = 143,
  more?: LaunchRequest["more"],
): Promise<string> {
  const points = [pointNamed(0), pointNamed(3)];
  const manifest = { working_folder: "../..", points } as unknown as SweepManifest;
  const launcher = new HtcondorLauncher({ ...config, wall_minutes: 90, retries, requeue_exit_code });
  const stop = new AbortController().signal;
  const request = { sweepFolder: folder, manifest, points, total: points.length, command, output, stop };
  await launcher.launch({ ...request, ...(more && { more }) });
  return join(folder, "sweep.sub");
}

test.skipIf(!hasHtcondor)("a sweep becomes one job a point, whatever characters its folder has", async () => {
  const folder = sweepFolderIn(join(temporaryFolder(), `it's a "sweep" of $(HOME) & ümlaut`));
  const jobs = jobsOf(await describeSweep(folder, ["/usr/bin/node", "/opt/it's/main.js"], 1));
  expect(jobs.map((job) => job.arguments)).toEqual(
    [0, 3].map((number) => ["/opt/it's/main.js", `point=${folder}/manifest.json#${number}`]),
  );
  expect(jobs[1]).toMatchObject({
    Cmd: "/usr/bin/node",
    Iwd: join(folder, "../.."),
    Out: join(folder, "logs/job3.out"),
    Err: join(folder, "logs/job3.err"),
    UserLog: join(folder, "logs/sweep.log"),
    RequestCpus: 3,
    RequestMemory: 2048,
    AllowedExecuteDuration: 5400,
    JobCategory: "medium",
    UseOS: "el9",
    KillSig: "SIGTERM",
    ShouldTransferFiles: "NO",
  });
});

test.skipIf(!hasHtcondor)("a search that learns becomes a job a worker", async () => {
  const folder = sweepFolderIn(temporaryFolder());
  const jobs = jobsOf(await describeSweep(folder, ["node", "main.js"], 0, 143, async () => undefined));
  expect(jobs.map((job) => job.arguments)).toEqual(
    [0, 1].map((number) => ["main.js", `worker=${folder}/manifest.json#${number}`]),
  );
  expect(jobs[1]).toMatchObject({
    Out: join(folder, "logs/worker1.out"),
    Err: join(folder, "logs/worker1.err"),
    UserLog: join(folder, "logs/sweep.log"),
  });
});

test.skipIf(!hasHtcondor)(
  "a stopped point goes back into the queue, a failed one as often as it is retried",
  async () => {
    const folder = sweepFolderIn(temporaryFolder());
    const after = async (retries: number) =>
      jobsOf(await describeSweep(folder, ["node"], retries))[0]!.leaves_queue_when;
    expect(await after(0)).toEqual({ finished: true, stopped: false, failed: true, failed_again: true });
    expect(await after(1)).toEqual({ finished: true, stopped: false, failed: false, failed_again: true });
    const [job] = jobsOf(await describeSweep(folder, ["node"], 0, 85));
    expect(job!.leaves_queue_when).toMatchObject({ stopped: true }); // 143 is one code among others then
  },
);

test.skipIf(!hasHtcondor).each([
  ["train.sub", "hpc/stoomboot/train.sh", ["phase1.trainer.epochs=50"]],
  ["report.sub", "hpc/stoomboot/report.sh", ["--config-name", "compare_tokenizers"]],
])("hpc/stoomboot/%s is one job that runs its script from the repository's root", (name, script, words) => {
  const jobs = jobsOf(join(root, "hpc/stoomboot", name));
  expect(jobs).toHaveLength(1);
  expect(jobs[0]).toMatchObject({ Cmd: join(root, script), Iwd: root, UseOS: "el9", arguments: words });
  const leaves = name === "train.sub" ? { stopped: false, finished: true, failed: true } : { stopped: true };
  expect(jobs[0]!.leaves_queue_when).toMatchObject(leaves);
  expect(Object.values(jobs[0]!).join(" ")).not.toMatch(/nterlind/);
});
