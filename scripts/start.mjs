/**
 * @file `npm start [-- overrides]`: set-up, a data set of simulated events if there is none, and a training.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setUp } from "./setup.mjs";

const root = join(import.meta.dirname, "..");
const overrides = process.argv.slice(2);
const events = join("data", "four_tops.h5"); // data.path of configs/data/h5_tokens.yaml under env=local

setUp();
const choosesData = overrides.some(
  (override) => /^\+*(data|env)(\.path|\.data_root)?=/.test(override) || override.startsWith("-"),
);
if (!choosesData && !existsSync(join(root, events))) {
  console.error("start: there are no events yet, simulating 20,000 (four tops and what looks like them)");
  await run("simulate", [`out=${events}`, "events=20000", "seed=1"]);
}
await run("train", overrides);

/** Runs one of the project's commands; passes signals on, and its exit code back. */
async function run(command, args) {
  const child = spawn(process.execPath, [join(root, "dist", "cli", command, "main.js"), ...args], {
    cwd: root,
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  const [code, signal] = await new Promise((resolve) => child.on("exit", (...ended) => resolve(ended)));
  if (code !== 0) process.exit(code ?? (signal === "SIGINT" ? 130 : 143));
}
