/** @file Which code this is, as far as git knows: commit, changes and all. Where there is no git, it says so by null. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { PACKAGE_ROOT } from "./package-info.ts";

export interface GitState {
  /** Full hash; null outside a repository, without git, or before the first commit. */
  readonly commit: string | null;
  /** Whether files differ from the commit, untracked ones included; null where `commit` is. */
  readonly dirty: boolean | null;
  /** A patch of the differences, untracked files named in its head; null where nothing differs. */
  readonly diff: string | null;
}

const UNKNOWN: GitState = { commit: null, dirty: null, diff: null };
const MAX_DIFF_BYTES = 16 * 2 ** 20;
const TIMEOUT_MS = 20_000;

/**
 * @param folder of the code; by default this package. A folder that a repository around it does not track, such as a
 *   package in `node_modules`, has no state of its own.
 */
export async function readGitState(folder = PACKAGE_ROOT): Promise<GitState> {
  const git = (...args: readonly string[]) => runGit(folder, args);
  try {
    if ((await git("ls-files", "--", ".")) === "") return UNKNOWN;
    const commit = (await git("rev-parse", "--verify", "HEAD")).trim();
    const changes = await git("status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames");
    if (changes === "") return { commit, dirty: false, diff: null };
    const untracked = changes
      .split("\0")
      .filter((change) => change.startsWith("?? "))
      .map((change) => `# untracked: ${change.slice(3)}\n`);
    const diff = await git("diff", "HEAD", "--binary", "--no-color", "--no-ext-diff").catch(
      (error: Error) => `# the patch could not be kept: ${error.message.split("\n")[0]}\n`,
    );
    return { commit, dirty: true, diff: untracked.join("") + diff };
  } catch {
    return UNKNOWN; // no git, no repository, no commit: a run has to go on
  }
}

async function runGit(folder: string, args: readonly string[]): Promise<string> {
  // a git hook's own variables would point at another repository
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")));
  const { stdout } = await promisify(execFile)("git", ["-C", folder, ...args], {
    env: { ...env, GIT_OPTIONAL_LOCKS: "0" },
    maxBuffer: MAX_DIFF_BYTES,
    timeout: TIMEOUT_MS,
    windowsHide: true,
  });
  return stdout;
}
