/** @file A run repeated from its snapshot, and what is said of the differences. */
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand, temporaryFolder } from "../../run-command.ts";

/** Several processes one after another, on a machine that may be busy with others. */
const TIMEOUT_MS = 300_000;

const RUN = [
  ...["data=synthetic", "data.n_train=200", "data.n_val=60", "data.n_test=60", "threads=1"],
  ...["phase1/latent_space=vq", "phase1.trainer.epochs=4", "logging.make_plots=false"],
];

const runsIn = (folder: string) => readdirSync(join(folder, "outputs/runs")).toSorted();

function edit(path: string, change: (value: Record<string, unknown>) => object): void {
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, "utf8")))));
}

test("a run repeated is the same to the bit, in a new folder, and what is different of its surroundings is told", {
  timeout: TIMEOUT_MS,
}, async () => {
  const folder = temporaryFolder();
  await runCommand("train", RUN, { folder });
  const [original] = runsIn(folder);
  const { exitCode, stdout, stderr } = await runCommand("train", [`rerun=outputs/runs/${original}`], { folder });
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toMatch(/losses +equal bit by bit in all 4 epochs/);
  expect(stdout).toMatch(/best_val\.pt +equal byte by byte/);
  const again = runsIn(folder).find((name) => name !== original)!;
  expect(again).toMatch(/^run_\d{8}-\d{6}_ae_vq_rerun$/);
  const report = JSON.parse(readFileSync(join(folder, "outputs/runs", again, "rerun.json"), "utf8"));
  expect(report).toMatchObject({ is_identical: true, rerun_of: { run_dir: join(folder, "outputs/runs", original!) } });
  expect(report.surroundings.map(({ what }: { what: string }) => what)).toEqual(
    expect.arrayContaining(["code", "config", "data", "node", "onnxruntime", "threads", "machine"]),
  );
});

test("other versions, other code, other events and the first epoch that differs are named", async () => {
  const folder = temporaryFolder();
  await runCommand("train", [...RUN, "hydra.run.dir=first"], { folder });
  edit(join(folder, "first/facts/meta.json"), ({ versions, git, data, ...meta }) => ({
    ...meta,
    versions: { ...(versions as object), onnxruntime: "1.0.0" },
    git: { ...(git as object), commit: "0123456789abcdef", dirty: true },
    data: { ...(data as object), sha256: "0000" },
  }));
  const events = join(folder, "first/facts/events.jsonl");
  const lines = readFileSync(events, "utf8").trim().split("\n");
  const changed = lines.map((line) => {
    const fact = JSON.parse(line);
    if (fact.moment !== "on_epoch_end" || fact.epoch < 2) return line;
    return JSON.stringify({
      ...fact,
      losses: { ...fact.losses, val: { ...fact.losses.val, total: 0.5 } },
      val_loss: 0.5,
    });
  });
  writeFileSync(events, `${changed.join("\n")}\n`);
  const { exitCode, stdout, stderr } = await runCommand("train", ["rerun=first"], { folder });
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toContain("holds other events than first was trained on");
  expect(stdout).toMatch(/onnxruntime +1\.0\.0 → \d+\.\d+\.\d+/);
  expect(stdout).toMatch(/code +0123456789ab with changes → /);
  expect(stdout).toMatch(/losses +differ from epoch 2 on \(counted from 0\): train_loss .* val_loss 0\.5 → 0\.\d+/);
});

test("no run, a mistyped one, and overrides beside it are refused with what to type", async () => {
  const folder = temporaryFolder();
  await runCommand("train", [...RUN, "hydra.run.dir=outputs/runs/run_20261122-184600_ae_vq"], { folder });
  const refused = async (...args: string[]) => (await runCommand("train", args, { folder })).stderr;
  const mistyped = await refused("rerun=outputs/runs/run_20261122-184600_ae_vp");
  expect(mistyped).toContain("error train/no-run:");
  expect(mistyped).toContain("try:   thesis-train rerun=outputs/runs/run_20261122-184600_ae_vq");
  expect(await refused("rerun=outputs/runs/run_20261122-184600_ae_vq", "phase1.trainer.lr=1")).toContain(
    "error train/rerun-overrides:",
  );
  expect(await refused("rerum=somewhere")).toContain("thesis-train rerun=somewhere");
  expect(runsIn(folder)).toHaveLength(1);
});

test("a run whose events have moved goes on, and is repeated, with the file named", {
  timeout: TIMEOUT_MS,
}, async () => {
  const folder = temporaryFolder();
  await runCommand("simulate", ["out=a.h5", "events=300"], { folder });
  await runCommand("train", ["data.path=a.h5", "hydra.run.dir=run", ...RUN.slice(4)], { folder });
  renameSync(join(folder, "a.h5"), join(folder, "b.h5"));
  edit(join(folder, "run/facts/status.json"), (status) => ({ ...status, status: "interrupted", reason: "SIGTERM" }));
  expect((await runCommand("train", ["resume=run"], { folder })).stderr).toContain("data.path=b.h5");
  expect((await runCommand("train", ["resume=run", "data.path=b.h5"], { folder })).stderr).toBe("");
  const { stdout } = await runCommand("train", ["rerun=run", "data.path=b.h5"], { folder });
  expect(stdout).toMatch(/losses +equal bit by bit in all 4 epochs/);
});
