/** @file A folder with a config tree and the vectors' tiny application, run in it as a command would be. */
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { runApplication } from "#config";
import { writeFiles } from "./compose-case.mjs";

/**
 * @param {{files: Record<string, string>, args: readonly string[], env?: Record<string, string>}} one
 * @param {{task(job): Promise<void>, print(text: string): void}} app
 * @returns what the run printed, wrote and ended with, the folder written as `<CWD>`
 */
export async function runInFolder(one, configName, makeTask) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "hydra-app-")));
  const before = process.cwd();
  const out = { stdout: "", stderr: "" };
  const names = Object.keys(one.files);
  try {
    writeFiles(folder, one.files);
    process.chdir(folder);
    const application = {
      name: "my_app",
      version: "1.3.5",
      versionLine: "Hydra 1.3.5",
      configFolder: join(folder, "conf"),
      configName,
      task: makeTask((text) => {
        out.stdout += text;
      }),
    };
    const code = await runApplication(application, one.args, {
      stdout: (text) => {
        out.stdout += text;
      },
      stderr: (text) => {
        out.stderr += text;
      },
      environment: { ...process.env, ...one.env },
      now: new Date(),
    });
    const written = Object.fromEntries(
      filesBelow(folder)
        .filter((name) => !names.includes(name))
        .map((name) => [name, tidy(readFileSync(join(folder, name), "utf8"), folder)]),
    );
    return { code, stdout: tidy(out.stdout, folder), stderr: tidy(out.stderr, folder), written };
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  }
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** What differs from run to run, as the vectors' placeholders. */
function tidy(text, folder) {
  return text.replaceAll(folder, "<CWD>").replace(/\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\]/g, "[<TIMESTAMP>]");
}
