/** @file A run killed at random moments, and taken up each time, ends with the bytes of one that was never stopped. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runStatusAt } from "#facts";
import { RandomStream } from "#utils/seed.ts";
import { type CommandOptions, runCommand, temporaryFolder } from "../../run-command.ts";

const SEED = Number(process.env["KILL_SEED"] ?? Date.now() % 1_000_000);
/** Two dozen processes one after another, on a machine that may be busy with others. */
const TIMEOUT_MS = 600_000;
const RUN = "outputs/runs/run_killed";

const tiny = [
  ...["data=synthetic", "data.n_train=200", "data.n_val=60", "data.n_test=60", "threads=1"],
  ...["phase1/latent_space=vq", "phase1.latent_space.codebook_size=16", "phase1.latent_space.latent_dim=4"],
  ...["phase1.encoder.enc_hidden=[16]", "phase1.decoder.globals_hidden=[8]"],
  ...["logging.make_plots=false", `hydra.run.dir=${RUN}`],
];
const narrow = "phase1.decoder.dec_hidden=[16]";

/** Everything that a run carries from step to step and from epoch to epoch. */
const cases: Readonly<Record<string, { readonly kills: number; readonly args: readonly string[] }>> = {
  "codebook, dropout, averaged weights, falling rate and an early end": {
    kills: 20,
    args: [
      ...[narrow, "phase1.encoder.dropout=0.1", "phase1.trainer.ema_decay=0.9", "phase1/schedule=cosine"],
      // the end comes when patience is over: the epochs without a gain are counted through all kills
      ...["phase1.trainer.epochs=400", "phase1.trainer.early_stopping.patience=250"],
      "phase1.trainer.early_stopping.min_delta=1000",
    ],
  },
  "two players, each with an optimizer of its own": {
    kills: 4,
    args: [narrow, "loop=gan_ae", "phase1/loss=adversarial", "phase1.trainer.epochs=60"],
  },
  "noise drawn in every step": {
    kills: 4,
    args: [
      ...["loop=diffusion_ae", "phase1/decoder=diffusion", "phase1.trainer.epochs=60"],
      ...["phase1.decoder.width=8", "phase1.decoder.heads=2", "phase1.decoder.sampling_steps=4"],
    ],
  },
};

/** Stopped, saved and killed, one start after the other: in the first epoch, and then each time in the next but one. */
const ways = ["SIGTERM", "SIGUSR1, SIGKILL", "SIGTERM", "SIGKILL", "SIGUSR1, SIGKILL"] as const;
const [EPOCHS, STEPS] = [8, 300];
/** Saved within epochs, too, as often as a tenth of the time allows. */
const long = [
  ...[...tiny, narrow, `data.n_train=${8 * STEPS}`, "phase1.trainer.batch_size=8", `phase1.trainer.epochs=${EPOCHS}`],
  ...["phase1.encoder.dropout=0.1", "phase1.trainer.ema_decay=0.9", "phase1/schedule=cosine"],
  "save_every_minutes=1e-6",
];

test(`stopped within epochs it goes on with the next step (KILL_SEED=${SEED})`, { timeout: TIMEOUT_MS }, async () => {
  const whole = temporaryFolder();
  const { exitCode, stderr } = await runCommand("train", long, { folder: whole });
  expect(exitCode, stderr).toBe(0);

  const folder = temporaryFolder();
  const random = RandomStream.of(SEED, "within");
  const done: number[] = [];
  for (const [attempt, way] of [...ways, null].entries()) {
    const [first, then] = (way?.split(", ") ?? []) as NodeJS.Signals[];
    const delayMs = 5 + 30 * random.uniform();
    let isDue = first !== undefined;
    const { exitCode, stdout, stderr } = await runCommand("train", attempt === 0 ? long : [`resume=${RUN}`], {
      folder,
      onOutput: (text, kill) => {
        if (then && /^saved in epoch/m.test(text)) kill(then);
        if (!isDue || !(attempt === 0 ? /^run: /m : /^epoch /m).test(text)) return;
        isDue = false;
        setTimeout(kill, delayMs, first!);
      },
    });
    expect(exitCode, stderr).toBe(way === null ? 0 : way === "SIGTERM" ? 143 : null);
    const [, epochs, steps = 0] = /resumed after (\d+) of \d+ epochs(?: and (\d+) of \d+ steps)?/.exec(stdout) ?? [];
    if (attempt > 0) done.push(STEPS * Number(epochs) + Number(steps));
  }
  expect(done).toEqual(done.toSorted((a, b) => a - b));
  expect(new Set(done).size, "places where it went on").toBe(ways.length);
  expect(done.filter((steps) => steps % STEPS !== 0).length, "of them within an epoch").toBeGreaterThan(1);
  expectSame(folder, whole);
});

test("killed before it has saved anything it begins again, with the weights it was given", async () => {
  const folder = temporaryFolder();
  const start = async (args: readonly string[], onOutput?: CommandOptions["onOutput"]) => {
    const { exitCode, stderr } = await runCommand("train", args, { folder, ...(onOutput && { onOutput }) });
    expect(exitCode, stderr).toBe(onOutput ? null : 0);
  };
  const named = (run: string, ...args: string[]) => [...tiny, narrow, ...args, `hydra.run.dir=${run}`];
  await start(named("given", "phase1.trainer.epochs=2"));
  const args = ["phase1.trainer.epochs=1", "phase1.trainer.init_from=given/best_val.pt", "data.n_train=3000"];
  await start(named("whole", ...args, "phase1.trainer.batch_size=8"));
  const kill = (text: string, send: (signal: NodeJS.Signals) => void) => /^run: /m.test(text) && send("SIGKILL");
  await start(named("killed", ...args, "phase1.trainer.batch_size=8"), kill);
  expect(existsSync(join(folder, "killed/facts/meta.json"))).toBe(true);
  expect(existsSync(join(folder, "killed/last.pt"))).toBe(false);

  await start(["resume=killed"]);
  const [killed, whole] = ["killed", "whole"].map((run) => readFileSync(join(folder, run, "last.pt")));
  expect(killed).toEqual(whole);
});

describe(`killed at random moments (KILL_SEED=${SEED})`, () => {
  test.each(Object.entries(cases))("%s", { timeout: TIMEOUT_MS }, async (name, { kills, args }) => {
    const whole = temporaryFolder();
    const { exitCode, stderr } = await runCommand("train", [...tiny, ...args], { folder: whole });
    expect(exitCode, stderr).toBe(0);

    const folder = temporaryFolder();
    const resumedAt = await killedUntilDone(folder, [...tiny, ...args], kills, RandomStream.of(SEED, name));
    expect(resumedAt, "epochs that were not run again").toBeGreaterThan(0);

    expectSame(folder, whole);
  });
});

function expectSame(folder: string, whole: string): void {
  expect(filesOf(folder)).toEqual(filesOf(whole));
  for (const file of ["last.pt", "best_val.pt", "model.pt"]) expect(bytes(folder, file)).toEqual(bytes(whole, file));
  expect(learned(folder)).toEqual(learned(whole));
  expect(evaluation(folder)).toEqual(evaluation(whole));
  expect(moments(folder)).toEqual(moments(whole));
  const { status, reason } = statusOf(whole)!;
  expect(statusOf(folder)).toMatchObject({ status, reason });
}

/**
 * Kills fall into the start of the process, the first steps, checkpoints and facts alike; one more into the test at the end.
 *
 * @returns the epochs that the last start found done
 */
async function killedUntilDone(folder: string, args: readonly string[], kills: number, random: RandomStream) {
  let killed = 0;
  for (let attempt = 0; ; attempt++) {
    const epochs = random.integer(5) - 1;
    const delayMs = random.uniform() * (epochs < 0 ? 400 : 40);
    let isDue = killed <= kills;
    const isLast = killed === kills;
    const killSoon = (kill: (signal: NodeJS.Signals) => void) => {
      isDue = false;
      setTimeout(kill, delayMs, "SIGKILL");
    };
    const { exitCode, stdout, stderr } = await runCommand("train", nextArgs(folder, args, attempt), {
      folder,
      onStart: (kill) => isDue && !isLast && epochs < 0 && killSoon(kill),
      onOutput: (text, kill) => {
        const isThere = isLast
          ? /stopped early|epoch 60\/60/.test(text)
          : text.includes("run: ") && text.split("\nepoch ").length > epochs;
        if (isDue && isThere) killSoon(kill);
      },
    });
    const resumedAt = Number(/resumed after (\d+) /.exec(stdout)?.[1] ?? 0);
    if (exitCode !== 0) {
      expect(exitCode, stderr).toBe(null);
      killed++;
    }
    if (exitCode !== 0 && statusOf(folder)?.status !== "finished") continue;
    expect(killed).toBeGreaterThanOrEqual(kills); // the last one may come too late
    return resumedAt;
  }
}

/** What a user would type. */
function nextArgs(folder: string, args: readonly string[], attempt: number): readonly string[] {
  if (!existsSync(join(folder, RUN, "facts"))) return args;
  const isKnown = existsSync(join(folder, RUN, "facts/meta.json"));
  return [isKnown && attempt % 2 === 0 ? "resume=auto" : `resume=${RUN}`];
}

const bytes = (folder: string, file: string) => readFileSync(join(folder, RUN, file));

const statusOf = (folder: string) => runStatusAt(join(folder, RUN, "facts/status.json"));

const filesOf = (folder: string) => readdirSync(join(folder, RUN), { recursive: true, encoding: "utf8" }).toSorted();

/** `scalars.csv` without what was measured by a clock. */
function learned(folder: string): readonly string[] {
  const [header, ...rows] = bytes(folder, "facts/scalars.csv")
    .toString()
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  const kept = header!.map((column) => !["epoch_time_s", "throughput", "max_memory_mib"].includes(column));
  return [header!, ...rows].map((cells) => cells.filter((_, i) => kept[i]).join());
}

function evaluation(folder: string): unknown {
  const { latency_ms: _, ...rest } = JSON.parse(bytes(folder, "evaluation.json").toString());
  return rest;
}

/** Each once, whatever was done again; a start for every process that came so far. */
const moments = (folder: string) =>
  bytes(folder, "facts/events.jsonl")
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
    .filter(({ moment }) => moment !== "on_start")
    .map(({ moment, epoch }) => `${moment} ${epoch}`);
