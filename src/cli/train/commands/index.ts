/** @file Every command of `thesis-train` besides training. To add one: write its file, then its line here. */
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { folded, HELP_WIDTH } from "#utils/folded.ts";
import { shellWord } from "#utils/shell-word.ts";
import { listenNoMore } from "../stop-signal.ts";
import type { Command, CommandCall } from "./command.ts";

/** `name=` takes a value, a bare name stands alone. */
export const commands: Readonly<Record<string, Command>> = {
  "resume=": {
    usage: "resume=RUN|EXP|auto",
    example: "resume=auto",
    summary: "go on with a run or a sweep that was stopped or killed",
    load: () => import("./resume.ts").then(({ resumeCommand }) => resumeCommand),
  },
  "rerun=": {
    usage: "rerun=RUN",
    summary: "repeat a run from its snapshot in a new folder, and say what is different",
    load: () => import("./rerun.ts").then(({ rerunCommand }) => rerunCommand),
  },
  "point=": {
    usage: "point=EXP/manifest.json#N",
    summary: "one point of a sweep; what launchers start",
    load: () => import("./point.ts").then(({ pointCommand }) => pointCommand),
  },
  "worker=": {
    usage: "worker=EXP/manifest.json#N",
    summary: "trials of a search, one after another until there are none; what launchers start",
    load: () => import("./worker.ts").then(({ workerCommand }) => workerCommand),
  },
  evaluate: {
    usage: "evaluate run=RUN",
    summary: "measure the test split of a run anew, from its checkpoint",
    endsAtOnce: true,
    load: () => import("./evaluate.ts").then(({ evaluateCommand }) => evaluateCommand),
  },
  export: {
    usage: "export run=RUN what=model|…",
    summary: "a file for other programs: ONNX, HDF5, safetensors; export alone says what there is",
    endsAtOnce: true,
    load: () => import("./export.ts").then(({ exportCommand }) => exportCommand),
  },
  "sweep-status": {
    usage: "sweep-status EXP",
    summary: "how far the points of a sweep are, which are slow, which failed and why",
    endsAtOnce: true,
    load: () => import("./sweep-status.ts").then(({ sweepStatusCommand }) => sweepStatusCommand),
  },
};

/**
 * @returns what runs the command that the words begin with, or undefined where they are overrides and flags of a training
 * @throws FixableError `train/unknown-command` for a word that is nearly one, or one in another form
 */
export function commandOf(
  argv: readonly string[],
): ((rest: Pick<CommandCall, "output" | "stop">) => Promise<number>) | undefined {
  const [first = "", ...words] = withoutSynonyms(argv);
  const [, name, value = ""] = /^([\w-]+=?)(.*)$/s.exec(first) ?? [];
  if (name === undefined) return undefined;
  if (Object.hasOwn(commands, name)) {
    const { load, endsAtOnce } = commands[name]!;
    return async (rest) => {
      if (endsAtOnce) listenNoMore();
      return (await load())({ value, words, ...rest });
    };
  }
  const meant = closestWords(bare(name), Object.keys(commands).map(bare))[0];
  if (meant === undefined || name.startsWith("-")) return undefined;
  const [key, command] = Object.entries(commands).find(([each]) => bare(each) === meant)!;
  throw new FixableError({
    code: "train/unknown-command",
    problem:
      meant === bare(name)
        ? `${meant} is written thesis-train ${command.usage}`
        : `there is no command "${name}"; there is ${Object.keys(commands).join(", ")}`,
    fix: typedAs(key, command, [value, ...words].filter(Boolean)),
  });
}

const bare = (name: string) => name.replace(/=$/, "");

/** A command with what was given to it in another form: `resume RUN`, `evaluate=RUN`. @returns undefined where nothing was */
function typedAs(key: string, { usage, example }: Command, [first, ...others]: readonly string[]): string | undefined {
  if (first === undefined) return example && `thesis-train ${example}`;
  const value = first.replace(/^run=/, "");
  const own = key.endsWith("=") ? [key + value] : [key, usage.includes(" run=") ? `run=${value}` : value];
  return ["thesis-train", ...[...own, ...others].map(shellWord)].join(" ");
}

/** What `--help` says of them. */
export function commandsHelp(): string {
  const lines = Object.values(commands).flatMap(({ usage, summary }) => [
    `thesis-train ${usage}`,
    ...folded(summary, HELP_WIDTH - 4).map((line) => `    ${line}`),
  ]);
  return ["== Commands ==", ...lines].join("\n");
}

/** `--resume FOLDER` is `resume=FOLDER`; without one it is as mistaken as `resume`. */
function withoutSynonyms(words: readonly string[]): readonly string[] {
  const [first, second, ...others] = words;
  if (first === "--resume") return second === undefined ? ["resume"] : [`resume=${second}`, ...others];
  return first?.startsWith("--resume=") ? [first.slice(2), ...words.slice(1)] : words;
}

export type { Command, CommandCall, RunCommand } from "./command.ts";
