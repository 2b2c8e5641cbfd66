/** @file Config trees written to a folder of their own, and what composing them or running an application on them gives. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Application, type Composition, composeConfig, runApplication } from "#config";

export interface Tree extends Disposable {
  readonly folder: string;
}

/** @param files relative path → text */
export function makeTree(files: Readonly<Record<string, string>>): Tree {
  const folder = mkdtempSync(join(tmpdir(), "config-test-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

export function compose(folder: string, overrides: readonly string[] = [], configName = "config"): Composition {
  return composeConfig({ folders: [{ provider: "main", path: folder }], configName, overrides, jobName: "test" });
}

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs an application whose configs are the folder's `conf/`, with a task that does nothing unless given.
 *
 * @param columns of the terminal that looks; none unless given
 */
export async function run(
  folder: string,
  argv: readonly string[],
  parts: Partial<Application> = {},
  environment: Readonly<Record<string, string>> = {},
  columns?: number,
): Promise<Outcome> {
  const out = { stdout: "", stderr: "" };
  const application: Application = {
    name: "demo",
    version: "1.2.3",
    configFolder: join(folder, "conf"),
    configName: "config",
    task: async () => {},
    ...parts,
  };
  const code = await runApplication(application, argv, {
    stdout: (text) => {
      out.stdout += text;
    },
    stderr: (text) => {
      out.stderr += text;
    },
    environment: { ...process.env, ...environment },
    now: new Date(2026, 10, 22, 20, 15, 3),
    columns,
  });
  return { code, ...out };
}

/** The code and the message of the error that is thrown. */
export function errorOf(act: () => unknown): { readonly code: string; readonly message: string } {
  try {
    act();
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error("nothing was thrown");
}
