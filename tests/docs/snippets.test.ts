/**
 * @file What README and guides tell a reader to type runs, on few events and for one epoch, in a folder as `npm start` leaves
 * it; and what they show of the answers is what is answered.
 */
import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { trainRun } from "../../src/library/index.ts";
import { fakeCluster } from "../cli/train/sweep/fake-cluster/fake-cluster.ts";
import { blocksOf, commandsOf, documents, root } from "./documents.ts";
import { notRun } from "./not-run.ts";

let folder: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "thesis-docs-"));
  environment = {
    ...process.env,
    ...fakeCluster(folder),
    ...{ USER: "student", THESIS_DATA_ROOT: "data", THESIS_OUTPUT_ROOT: "outputs" }, // of env=stoomboot
  };
  const { bin } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { bin: Record<string, string> };
  for (const [name, main] of Object.entries(bin)) symlinkSync(join(root, main), join(folder, "bin", name)); // as npm link
  await mustRun("thesis-simulate out=data/four_tops.h5 events=300");
  await mustRun("thesis-simulate out=data/my_events.h5 events=100 unit=MeV");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What makes a training small; one that ends at once does not need it. */
const FEW_EVENTS = "data.limit_samples=60";
const SMALL = ["phase1.trainer.epochs=1", "phase1.trainer.batch_size=30", "logging.make_plots=false", "threads=1"];
const SMALL_SEARCH = ["hydra.sweeper.n_trials=2"];
const ANSWERS = /(^|\s)(--cfg|--info|--dry-run)(\s|$)/;
/** Nine trainings and more: planned and checked alone. */
const LONG = /\+phase1\/experiment=|seed=1,2,3$/;

/** The command as it is run here: what stands for something of the reader's is filled in, and trainings are made small. */
async function runnable(command: string): Promise<string> {
  const run = /(resume=|--resume )(outputs\/runs|RUN)/.test(command) ? await stoppedRun() : latest("runs");
  const filled = command
    .replaceAll("/data/my_events.h5", "data/my_events.h5")
    .replace("[outputs/runs/run_…,outputs/runs/run_…]", `[${run},${latest("runs", 1)}]`)
    .replace("what=…", "what=weights")
    .replace(/^thesis-report … /, "thesis-report inputs.sweep_dir=outputs/multiruns/exp_… ")
    .replace(/outputs\/multiruns\/exp_…|\bEXP\b/, latest("multiruns"))
    .replace(/outputs\/runs\/run_…|\bRUN\b/, run);
  if (/^npm start -- /.test(filled))
    return `npm --prefix ${JSON.stringify(root)} ${filled.slice("npm ".length)} --cfg job`;
  if (/^thesis-simulate /.test(filled)) return filled.replace(/events=\d+/, "events=100");
  if (!/^thesis-train /.test(filled) || ANSWERS.test(filled)) return filled;
  if (/^thesis-train (resume=|--resume|rerun=|evaluate|export|sweep-status)/.test(filled)) return filled;
  if (LONG.test(filled)) return `${filled} --dry-run`;
  const few = filled.includes("data=synthetic") ? "data.n_train=60 data.n_val=30 data.n_test=30" : FEW_EVENTS;
  const search = /hydra\/sweeper=(tpe|random)/.test(filled) ? SMALL_SEARCH : [];
  return [filled, few, ...SMALL, ...search].join(" ");
}

/** The newest but `skip` of the finished runs, or of the sweeps that have one, from where the commands are run. */
function latest(kind: "runs" | "multiruns", skip = 0): string {
  const parent = join("outputs", kind);
  const names = existsSync(join(folder, parent)) ? readdirSync(join(folder, parent)).sort().reverse() : [];
  const isThere = kind === "runs" ? isFinished : hasFinished;
  return join(parent, names.filter((name) => isThere(join(folder, parent, name)))[skip] ?? "none");
}

function isFinished(run: string): boolean {
  const path = join(run, "facts", "status.json");
  return existsSync(path) && JSON.parse(readFileSync(path, "utf8")).status === "finished";
}

function hasFinished(sweep: string): boolean {
  const { points } = JSON.parse(readFileSync(join(sweep, "manifest.json"), "utf8")) as { points: { run: string }[] };
  return points.some(({ run }) => isFinished(join(sweep, run)));
}

/** A run that was stopped, to go on with. */
async function stoppedRun(): Promise<string> {
  const abort = new AbortController();
  const places = [`data.path=${folder}/data/four_tops.h5`, `env.output_root=${folder}/outputs`];
  const { runFolder, status } = await trainRun([...places, FEW_EVENTS, ...SMALL], {
    onEvent: (event) => event.kind === "step" && abort.abort(),
    signal: abort.signal,
  });
  expect(status).toBe("interrupted");
  return runFolder;
}

interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string): Promise<Finished> {
  const child = spawn("sh", ["-c", command], { cwd: folder, env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}

async function mustRun(command: string): Promise<string> {
  const { code, stdout, stderr } = await run(command);
  expect(code, `${command}\n${stderr}`).toBe(0);
  return stdout;
}

const isLeftOut = (command: string) => notRun.some(([pattern]) => pattern.test(command));

const seen = new Set<string>();
const toRun = documents.flatMap((document) => {
  const commands = commandsOf(document).filter((command) => !isLeftOut(command) && !seen.has(command));
  for (const command of commands) seen.add(command);
  return commands.map((command) => [document, command] as const);
});

describe("what is to be typed runs", () => {
  test.each(toRun)("%s: %s", async (_, command) => {
    await mustRun(await runnable(command));
  });

  test("what is left out is there, and for a reason that is told", () => {
    const commands = documents.flatMap(commandsOf);
    const stale = notRun.filter(([pattern]) => !commands.some((command) => pattern.test(command)));
    expect(stale).toEqual([]);
  });
});

describe("what is shown is answered", () => {
  const shown = (document: string, begin: string) => {
    const block = blocksOf(document).find(({ text }) => text.startsWith(begin));
    return block!.text.trimEnd().split("\n");
  };

  /** Times, rates, dates and numbers of events are those of another day; all else is to be the same. */
  const lasting = (line: string) =>
    line
      .replace(/run_\d{8}-\d{6}/g, "run_TIME")
      .replace(/^events: [\d,]+/, "events: N")
      .replace(/^(epoch \d+\/\d+) .*/, "$1 …");

  test("README.md: the training that npm start ends with", async () => {
    const answer = (await mustRun(`thesis-train ${FEW_EVENTS} threads=1 phase1.trainer.batch_size=60`))
      .split("\n")
      .map(lasting);
    for (const line of shown("README.md", "ae: ")
      .filter((text) => text !== "…")
      .map(lasting))
      expect(answer).toContain(line);
  });

  test("README.md: the answer to a mistake", async () => {
    const [error, where, fix] = shown("README.md", "error ");
    const [, override] = /override (\S+)/.exec(where!)!;
    const { code, stderr } = await run(`thesis-train ${override}`);
    expect(code).toBe(1);
    expect(stderr.trimEnd().split("\n")).toEqual([error, where, fix]);
  });

  test("README.md: what a run leaves", async () => {
    await mustRun(`thesis-train ${FEW_EVENTS} threads=1 phase1.trainer.epochs=1`);
    const newest = latest("runs");
    await mustRun(`thesis-train export run=${newest} what=model && thesis-train export run=${newest} what=weights`);
    const [, ...lines] = shown("README.md", "outputs/runs/run_");
    const named = lines.flatMap((line) => {
      const [first, ...others] = line.replace(/^[├└]─ /, "").split(/\s+/);
      return first!.endsWith("/") ? [first!] : [first!, ...others.filter((word) => /^\w+\.(pt|json|log)$/.test(word))];
    });
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((name) => !existsSync(join(folder, newest, name)))).toEqual([]);
  });

  test("CONFIGS_GUIDE.md: the folders of configs", () => {
    const [, ...lines] = shown("CONFIGS_GUIDE.md", "configs/");
    const named = lines.map((line) => line.replace(/^[├└]─ /, "").split(/\s/)[0]!);
    expect(named.filter((name) => !existsSync(join(root, "configs", name)))).toEqual([]);
  });
});

describe("files that are shown do what is said", () => {
  test("CONFIGS_GUIDE.md: an experiment of one's own", async () => {
    const { text } = blocksOf("CONFIGS_GUIDE.md").find(({ language }) => language === "yaml")!;
    const [, path, command] = /^# configs\/(\S+): (thesis-train .*)$/m.exec(text)!;
    mkdirSync(join(folder, "my_configs", path!, ".."), { recursive: true });
    writeFileSync(join(folder, "my_configs", path!), text);
    const table = await mustRun(
      `${command!.replace("thesis-train", "thesis-train --config-dir my_configs")} --dry-run`,
    );
    expect(table).toContain("7 jobs, all composed and checked; none was started");
  });

  test("TRAINING_GUIDE.md: a program that imports the package", async () => {
    const { text } = blocksOf("TRAINING_GUIDE.md").find(({ language }) => language === "ts")!;
    mkdirSync(join(folder, "node_modules"), { recursive: true });
    symlinkSync(root, join(folder, "node_modules", "thesis-ml"));
    writeFileSync(join(folder, "program.mjs"), `${text}console.log(truth.particles.ptGeV.length, errors.length);\n`);
    expect(await mustRun("node program.mjs")).toMatch(/^\d+ 100\n$/);
  });

  const witnesses = { ...process.env, PYTHONPATH: join(root, ".witnesses/python") };
  const python = ["python3", "/usr/bin/python3"].find(
    (one) =>
      spawnSync(one, ["-c", "import h5py, numpy, onnxruntime"], { env: witnesses, timeout: 60_000 }).status === 0,
  );
  if (python === undefined)
    console.warn("skipped: no python3 with h5py and onnxruntime (scripts/install-witnesses.sh)");

  test.skipIf(python === undefined)("TRAINING_GUIDE.md: an exported model in Python", async () => {
    await mustRun(`thesis-train ${FEW_EVENTS} threads=1 phase1.trainer.epochs=1`);
    await mustRun(`thesis-train export run=${latest("runs")} what=model out=model.onnx`);
    const { text } = blocksOf("TRAINING_GUIDE.md").find(({ language }) => language === "python")!;
    const { status, stderr } = spawnSync(python!, ["-c", text], { cwd: folder, env: witnesses, encoding: "utf8" });
    expect(status, stderr).toBe(0);
  });
});
