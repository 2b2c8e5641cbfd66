/** @file The analysis that REPORTS_GUIDE.md works out: its file, its config and its line, added to a copy of the sources and run. */
import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeSweep } from "../../reports/sweep.ts";
import { temporaryFolder } from "../run-command.ts";

const root = join(import.meta.dirname, "../../..");
const guide = readFileSync(join(root, "REPORTS_GUIDE.md"), "utf8");
const worked = guide.slice(guide.indexOf("## An analysis of your own"));

/** The block that begins with the path of its file. */
function blockOf(path: string): string {
  const block = Array.from(worked.matchAll(/```(?:ts|yaml)\n(?:\/\/|#) (\S+)\n(.*?)```/gs)).find(
    ([, name]) => name === path,
  );
  return block![2]!;
}

test("the guide's analysis compiles, reports, and answers in the page", { timeout: 240_000 }, async () => {
  const copy = temporaryFolder();
  for (const part of ["src", "configs", "scripts", "package.json", "package-lock.json"]) {
    cpSync(join(root, part), join(copy, part), { recursive: true });
  }
  for (const name of readdirSync(root).filter((file) => /^tsconfig.*\.json$/.test(file)))
    cpSync(join(root, name), join(copy, name));
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));

  const [file, config, table] = [
    "src/reports/analyses/price-of-memory.ts",
    "configs/report/price_of_memory.yaml",
    "src/reports/analyses/index.ts",
  ];
  for (const path of [file, config]) writeFileSync(join(copy, path), blockOf(path));
  const [importLine, entry] = blockOf(table).trimEnd().split("\n");
  const lines = readFileSync(join(copy, table), "utf8").replace(
    "export const analyses = {\n",
    (begin) => `${importLine}\n${begin}${entry}\n`,
  );
  writeFileSync(join(copy, table), lines);

  const node = (...args: string[]) => spawnSync(process.execPath, args, { cwd: copy, encoding: "utf8" });
  const setup = node("scripts/setup.mjs");
  expect(setup.status, setup.stdout + setup.stderr).toBe(0);
  await makeSweep(join(copy, "outputs"));
  const main = join("dist", "cli", "reports", "main.js");
  const { status, stdout, stderr } = node(
    main,
    "--config-name",
    "price_of_memory",
    "inputs.run_dirs=[outputs/runs/run_*]",
  );
  expect(status, stderr).toBe(0);
  const [, report] = /report: (\S+)/.exec(stdout)!;
  expect(readdirSync(join(copy, report!, "training/figures"))).toEqual(["figure-error_vs_memory.png"]);
  expect(readFileSync(join(copy, report!, "manifest.yaml"), "utf8")).toContain('question: "What memory buys');
  expect(readFileSync(join(copy, report!, "report.html"), "utf8")).toContain("price of memory");
  expect(readFileSync(join(copy, "dist/reports/page/browser.js"), "utf8")).toContain("price_of_memory");
});
