/**
 * @file Stands in for HTCondor: reads a submit description and runs what it says, one job after another. The first job is
 * evicted once, when its output says that an epoch is over.
 */
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";

const lines = readFileSync(process.argv[2], "utf8").split("\n");
const settings = new Map();
let items = [];
for (const line of lines.filter((text) => text && !text.startsWith("#"))) {
  const queue = /^queue point in \((.*)\)$/.exec(line);
  if (queue) items = queue[1].split(", ");
  else settings.set(...line.split(/ += (.*)/s).slice(0, 2));
}

const text = (key, point) => settings.get(key).replaceAll("$(point)", point).replaceAll("$(DOLLAR)", "$");
const words = (value) =>
  Array.from(value.slice(1, -1).matchAll(/'((?:[^']|'')*)'/g), ([, word]) => word.replaceAll("''", "'"));
const isRemoved = (ExitCode, NumJobCompletions) => {
  const rule = settings.get("on_exit_remove").replaceAll("=?=", "===").replaceAll("=!=", "!==");
  return new Function("ExitCode", "NumJobCompletions", `return ${rule}`)(ExitCode, NumJobCompletions);
};

for (const point of items) {
  for (let completions = 1; ; completions++) {
    const [output, error] = ["output", "error"].map((key) => openSync(text(key, point), "w"));
    const child = spawn(text("executable", point), words(text("arguments", point)), {
      cwd: text("initialdir", point),
      stdio: ["ignore", output, error],
    });
    closeSync(output);
    closeSync(error);
    const watch = setInterval(() => {
      if (point !== items[0] || completions > 1) return;
      if (!readFileSync(text("output", point), "utf8").includes("epoch 1/")) return;
      clearInterval(watch);
      child.kill(settings.get("kill_sig"));
    }, 20);
    const code = await new Promise((resolve) => child.on("exit", resolve));
    clearInterval(watch);
    console.log(`point ${point} ended with ${code}`);
    if (isRemoved(code, completions)) break;
  }
}
