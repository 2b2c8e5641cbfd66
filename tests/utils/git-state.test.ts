import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readGitState } from "#utils/git-state.ts";

const unknown = { commit: null, dirty: null, diff: null };
const hasGit = spawnSync("git", ["--version"]).status === 0;
if (!hasGit) console.warn("skipped: no git on this machine");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "git-state-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a folder outside every repository has no state, and one that is missing neither", async () => {
  expect(await readGitState(folder)).toEqual(unknown);
  expect(await readGitState(join(folder, "nowhere"))).toEqual(unknown);
});

test("without git on the machine there is no state", async () => {
  const path = process.env["PATH"];
  process.env["PATH"] = folder;
  try {
    expect(await readGitState()).toEqual(unknown);
  } finally {
    process.env["PATH"] = path;
  }
});

describe.skipIf(!hasGit)("in a repository", () => {
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@b", ...args], { encoding: "utf8" });
  beforeEach(() => {
    git("init", "--quiet");
  });

  test("before the first commit there is no state", async () => {
    writeFileSync(join(folder, "a.ts"), "1\n");
    git("add", "a.ts");
    expect(await readGitState(folder)).toEqual(unknown);
  });

  test("a clean tree has its commit and no diff", async () => {
    commitFile();
    expect(await readGitState(folder)).toEqual({ commit: git("rev-parse", "HEAD").trim(), dirty: false, diff: null });
  });

  test("a changed tree keeps a patch that makes the changes again, and names untracked files", async () => {
    commitFile();
    writeFileSync(join(folder, "a.ts"), "2\n");
    writeFileSync(join(folder, "new file.ts"), "3\n");
    const { dirty, diff } = await readGitState(folder);
    expect(dirty).toBe(true);
    expect(diff).toMatch(/^# untracked: new file\.ts\n/);
    git("checkout", "--quiet", "a.ts");
    execFileSync("git", ["-C", folder, "apply"], { input: diff! });
    expect(git("diff", "--stat")).toContain("a.ts");
  });

  test("a folder the repository does not track, like an installed package, has no state", async () => {
    commitFile();
    mkdirSync(join(folder, "node_modules", "thesis-ml"), { recursive: true });
    writeFileSync(join(folder, "node_modules", "thesis-ml", "index.js"), "");
    expect(await readGitState(join(folder, "node_modules", "thesis-ml"))).toEqual(unknown);
  });

  function commitFile(): void {
    writeFileSync(join(folder, "a.ts"), "1\n");
    git("add", "a.ts");
    git("commit", "--quiet", "-m", "a");
  }
});
