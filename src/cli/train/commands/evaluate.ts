/**
 * @file `thesis-train evaluate run=RUN`: measures the test split of a run anew, from its checkpoint, and says whether
 * `evaluation.json` comes out as before.
 */
import { basename } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { loadWeights, testedCheckpoint } from "#stored-runs";
import { type TestedEvent, trainingLoops } from "#training-loops";
import { jsonOrNull } from "#utils/file-text.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { runPaths } from "#utils/paths.ts";
import { shellWord } from "#utils/shell-word.ts";
import { DATA_KEY, movedEvents } from "../outputs/moved-events.ts";
import { folderAmong } from "../outputs/wanted-folder.ts";
import { type RunLock, withRunLock } from "../training/run-lock.ts";
import { assertHasBegun, openStoredRun, type StoredRun } from "../training/stored-run.ts";
import { writeEvaluation } from "../training/write-evaluation.ts";
import type { RunCommand } from "./command.ts";

/** @throws FixableError `train/no-run`, `train/run-in-use`, `train/nothing-to-evaluate`, `stored-runs/…`, `checkpoints/…` */
export const evaluateCommand: RunCommand = async ({ words, output }) => {
  const { dataPath, moved, rest } = movedEvents(words);
  const command = (run: string) => ["thesis-train evaluate", `run=${run}`, ...moved.map(shellWord)].join(" ");
  const runFolder = folderAmong(rest, "run", { kinds: ["run"], command });
  assertHasBegun(runFolder);
  return withRunLock(runFolder, async (lock) => {
    const path = runPaths(runFolder).evaluation;
    const before = jsonOrNull<Stored>(path);
    const run = await openStoredRun(runFolder, { dataPath, dataKey: DATA_KEY });
    await evaluateAnew(run, lock, (line) => output.write(`${line}\n`));
    const now = jsonOrNull<Stored>(path)!; // just written
    output.write(`evaluation: ${path}\n`);
    output.write(`${verdict(before, now)}\n`);
    return 0;
  });
};

type Stored = Readonly<Record<string, unknown>>;

async function evaluateAnew(run: StoredRun, lock: RunLock, say: (line: string) => void): Promise<void> {
  const { config, data, runtime, runFolder } = run;
  const { state, events } = trainingLoops[config.loop].prepare({ config, data, runtime });
  const checkpoint = testedCheckpoint(config, runFolder);
  await loadWeights(state, checkpoint);
  // all epochs are over and no better weights are known: what is left is the test
  const { epochs } = config.phase1.trainer;
  let tested: TestedEvent | undefined;
  say(`test: the weights of ${basename(checkpoint)} on the test split`);
  for await (const event of events({ epoch: epochs, best: null, wallSeconds: 0 })) {
    if (event.kind !== "tested") continue;
    tested = event;
    lock.assertHeld();
    await writeEvaluation(event, { ...run, parameters: state.parameterCount, say });
  }
  if (tested?.reconstruction) return;
  throw new FixableError({
    code: "train/nothing-to-evaluate",
    problem: `loop=${config.loop} reconstructs no events`,
    where: runFolder,
  });
}

function verdict(before: Stored | null, now: Stored): string {
  if (!before) return "there was none before that could be read";
  if (before["version"] !== now["version"]) return `now by version ${now["version"]}, was ${before["version"]}`;
  const changed = Object.keys(now).filter((key) => key !== "latency_ms" && !isDeepStrictEqual(before[key], now[key]));
  return changed.length === 0 ? "as before, but for the latency" : `differs from before in ${changed.join(", ")}`;
}
