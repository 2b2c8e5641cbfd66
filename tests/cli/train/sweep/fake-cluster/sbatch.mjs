/**
 * @file Stands in for Slurm: runs a batch script once a task of its array, a point after the other, workers of a search side by
 * side, and again where it called `scontrol requeue`. The first task gets its signal of the end of its time once: when its
 * output says that an epoch is over, or that a trial is and it has begun the next.
 */
import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, rmSync } from "node:fs";

const script = process.argv[2];
const options = Object.fromEntries(
  Array.from(readFileSync(script, "utf8").matchAll(/^#SBATCH --([\w-]+)(?:=(.*))?$/gm), ([, key, value]) => [
    key,
    value?.replace(/^"(.*)"$/, "$1"),
  ]),
);
const tasks = options.array.split("%")[0].split(",");
const requeued = process.env.FAKE_REQUEUED;
const [, shell, signal] = /^(B):(\w+)@/.exec(options.signal);

const areWorkers = options.output.includes("worker%a");
const isUnderWay = areWorkers ? /: (finished|pruned).*: started/s : /epoch 1\//;

async function run(task) {
  for (let restarts = 0; ; restarts++) {
    const log = options.output.replace("%a", task);
    const output = openSync(log, options["open-mode"] === "append" ? "a" : "w");
    const env = { ...process.env, SLURM_ARRAY_JOB_ID: "17", SLURM_ARRAY_TASK_ID: task };
    if (restarts > 0) env.SLURM_RESTART_COUNT = String(restarts);
    const child = spawn("bash", [script], { cwd: options.chdir, env, stdio: ["ignore", output, output] });
    closeSync(output);
    const watch = setInterval(() => {
      if (shell !== "B" || task !== tasks[0] || restarts > 0) return;
      if (!isUnderWay.test(readFileSync(log, "utf8"))) return;
      clearInterval(watch);
      child.kill(`SIG${signal}`);
    }, 20);
    const code = await new Promise((resolve) => child.on("exit", resolve));
    clearInterval(watch);
    console.log(`task ${task} ended with ${code}`);
    if (!existsSync(requeued) || readFileSync(requeued, "utf8") !== `17_${task}`) break;
    rmSync(requeued);
  }
}

if (areWorkers) await Promise.all(tasks.map(run));
else for (const task of tasks) await run(task);
