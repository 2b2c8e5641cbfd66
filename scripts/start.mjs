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

await setUp();
const asks = ["--help", "-h", "--hydra-help", "--version", "--cfg", "-c", "--info", "-i", "--shell-completion", "-sc"];
const choosesData = overrides.some(
  (override) => /^(\+*(data|env)(\.path|\.data_root)?|resume)=/.test(override) || asks.includes(override),
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
  // a terminal sends Ctrl-C to the training itself, and a second one would end it where it is
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  const [code, signal] = await new Promise((resolve) => child.on("exit", (...ended) => resolve(ended)));
  if (code !== 0) process.exit(code ?? (signal === "SIGINT" ? 130 : 143));
}
