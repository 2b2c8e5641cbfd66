/**
 * @file Stands in for HTCondor: reads a submit description and runs what it says, a point after the other, workers of a search
 * side by side. The first job is evicted once: when its output says that an epoch is over, or that a trial is and it has begun
 * the next.
 */
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";

const lines = readFileSync(process.argv[2], "utf8").split("\n");
const settings = new Map();
let [noun, items] = ["", []];
for (const line of lines.filter((text) => text && !text.startsWith("#"))) {
  const queue = /^queue (\w+) in \((.*)\)$/.exec(line);
  if (queue) [noun, items] = [queue[1], queue[2].split(", ")];
  else settings.set(...line.split(/ += (.*)/s).slice(0, 2));
}

const text = (key, item) => settings.get(key).replaceAll(`$(${noun})`, item).replaceAll("$(DOLLAR)", "$");
const words = (value) =>
  Array.from(value.slice(1, -1).matchAll(/'((?:[^']|'')*)'/g), ([, word]) => word.replaceAll("''", "'"));
const isRemoved = (ExitCode, NumJobCompletions) => {
  const rule = settings.get("on_exit_remove").replaceAll("=?=", "===").replaceAll("=!=", "!==");
  return new Function("ExitCode", "NumJobCompletions", `return ${rule}`)(ExitCode, NumJobCompletions);
};

const isUnderWay = noun === "worker" ? /: (finished|pruned).*: started/s : /epoch 1\//;

async function run(item) {
  for (let completions = 1; ; completions++) {
    const [output, error] = ["output", "error"].map((key) => openSync(text(key, item), "w"));
    const child = spawn(text("executable", item), words(text("arguments", item)), {
      cwd: text("initialdir", item),
      stdio: ["ignore", output, error],
    });
    closeSync(output);
    closeSync(error);
    const watch = setInterval(() => {
      if (item !== items[0] || completions > 1) return;
      if (!isUnderWay.test(readFileSync(text("output", item), "utf8"))) return;
      clearInterval(watch);
      child.kill(settings.get("kill_sig"));
    }, 20);
    const code = await new Promise((resolve) => child.on("exit", resolve));
    clearInterval(watch);
    console.log(`${noun} ${item} ended with ${code}`);
    if (isRemoved(code, completions)) break;
  }
}

if (noun === "worker") await Promise.all(items.map(run));
else for (const item of items) await run(item);
