/**
 * @file `npm run bench -- facts [--runs=1000,10000] [--epochs=100]`: what facts cost while they are written (see
 * `facts-write.mjs`); then how long a folder of runs takes to become tables, and how much memory, for our layout and for the
 * Python system's, beside pandas reading the same numbers where it is installed. `--runs=` leaves the second part out.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeRuns } from "./facts-runs.mjs";
import { benchClaims, benchWriting } from "./facts-write.mjs";

const ROUNDS = 3;

export async function run(options) {
  const option = (name, otherwise) => options.find((one) => one.startsWith(`--${name}=`))?.split("=")[1] ?? otherwise;
  const epochs = Number(option("epochs", "100"));
  await benchWriting();
  await benchClaims();
  const counts = option("runs", "1000,10000").split(",").filter(Boolean).map(Number);
  if (counts.length === 0) return;
  const hasPandas = spawnSync("python3", ["-c", "import pandas"]).status === 0;
  if (!hasPandas) console.log("pandas is not installed: ours alone");
  for (const count of counts) {
    for (const layout of ["thesis-ml", "python"]) {
      const folder = mkdtempSync(join(tmpdir(), "thesis-facts-"));
      try {
        await makeRuns(folder, { layout, count, epochs });
        const readers = {
          ours: ["node", "facts-load.mjs"],
          ...(hasPandas && { pandas: ["python3", "facts_pandas.py"] }),
        };
        const results = Object.fromEntries(Object.keys(readers).map((name) => [name, []]));
        for (let round = 0; round < ROUNDS; round++) {
          for (const [name, [program, script]] of Object.entries(readers)) {
            const path = join(import.meta.dirname, script);
            const command = program === "node" ? process.execPath : program;
            results[name].push(JSON.parse(execFileSync(command, [path, folder], { encoding: "utf8" })));
          }
        }
        for (const [name, rounds] of Object.entries(results)) {
          const middle = (of) => rounds.map(of).sort((a, b) => a - b)[ROUNDS >> 1];
          const { rows, peakMib } = rounds[0];
          console.log(
            `${count} runs of ${epochs} epochs (${layout} layout), ${name}: ${middle((one) => one.seconds).toFixed(2)} s, ` +
              `${middle((one) => one.cpuSeconds).toFixed(2)} s of CPU, ${Math.round(peakMib)} MiB at most, ${rows} rows`,
          );
        }
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  }
}
