/** @file What a user's compiler sees of the package: whole types, and no path that only ours can follow. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../cli/run-command.ts";

const root = join(import.meta.dirname, "../..");

test("a program is checked against them", { timeout: 120_000 }, () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules", "thesis-ml"));
  symlinkSync(join(root, "node_modules", "@types"), join(folder, "node_modules", "@types"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const program = `
    import { composeTraining, loadRuns, openRun, trainRun } from "thesis-ml";
    const epochs: number = composeTraining().phase1.trainer.epochs;
    const { runFolder } = await trainRun([], { onEvent: (event) => event.kind === "epoch" && event.isBest });
    const best: number | null = (await loadRuns({ run_dirs: [runFolder] })).runs[0]!["loss.total_best"];
    const eta: Float32Array = (await (await openRun(runFolder)).reconstruct("test")).truth.particles.eta;
    // @ts-expect-error there is no such split
    await (await openRun(runFolder)).reconstruct("tset");
    // @ts-expect-error epochs are a number
    const wrong: string = composeTraining().phase1.trainer.epochs;
    console.log(epochs, best, eta, wrong);
  `;
  writeFileSync(join(folder, "program.ts"), program);
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const options = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2023", "--types", "node"];
  const { stdout, status } = spawnSync(process.execPath, [tsc, ...options, "program.ts"], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(stdout).toBe("");
  expect(status).toBe(0);
});

test("every file they name is there, by a path that any resolution follows", () => {
  const seen = new Set([join(root, "dist/types/library/index.d.ts")]);
  for (const file of seen) {
    expect(existsSync(file), file).toBe(true);
    for (const [, name] of readFileSync(file, "utf8").matchAll(/(?:from |import\()"([^"]+)"/g)) {
      expect(name).not.toMatch(/^#/);
      if (name!.startsWith(".")) seen.add(join(dirname(file), name!.replace(/\.js$/, ".d.ts")));
    }
  }
  expect(seen.size).toBeGreaterThan(50);
});
