/** @file Words that are pasted: each shell gives back what was meant. */
import { execFileSync, spawnSync } from "node:child_process";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { shellWord } from "#utils/shell-word.ts";

const SHELLS = { bash: ["-c"], zsh: ["-fc"], fish: ["-N", "-c"] } as const;
const letters = fc.constantFrom(..."ab=,.:/-_[]{}()*?~$'\"`!\\ &|;<>#^%@+".split(""));
const words = fc.sample(fc.string({ unit: letters, minLength: 1, maxLength: 12 }), { numRuns: 300, seed: 1 });

test.each(Object.entries(SHELLS))("%s reads every word as it was meant", (shell, flags) => {
  if (spawnSync(shell, ["--version"]).error) {
    console.warn(`skipped: there is no ${shell} here`);
    return;
  }
  // fish reads a backslash in quotes as an escape
  const fitting = words.filter((word) => shell !== "fish" || !word.includes("\\"));
  const script = `printf '%s\\n' ${fitting.map(shellWord).join(" ")}`;
  const said = execFileSync(shell, [...flags, script], { encoding: "utf8" });
  expect(said.split("\n").slice(0, -1)).toEqual(fitting);
});

test("what needs no quotes gets none", () => {
  expect(shellWord("phase1/latent_space=vq")).toBe("phase1/latent_space=vq");
  expect(shellWord("inputs.run_dirs=[a]")).toBe("'inputs.run_dirs=[a]'");
  expect(shellWord("~debug")).toBe("'~debug'");
});
