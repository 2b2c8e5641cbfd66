/**
 * @file Every notebook runs from its first cell to its last, headless, on simulated events, and draws; and what is committed
 * has its figures, is small, and says nothing of the machine it was made on. Skips aloud without Jupyter or its parts.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../cli/run-command.ts";

const root = join(import.meta.dirname, "../..");
const notebooks = join(root, "notebooks");
const files = readdirSync(notebooks)
  .filter((file) => file.endsWith(".ipynb"))
  .sort();

interface Output {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: string | readonly string[];
  readonly data?: Readonly<Record<string, unknown>>;
}
interface Notebook {
  readonly metadata: { readonly kernelspec: { readonly name: "tslab" | "python3" } };
  readonly cells: readonly Cell[];
}
interface Cell {
  readonly cell_type: string;
  readonly source: string | readonly string[];
  readonly outputs?: readonly Output[];
}

const read = (path: string) => JSON.parse(readFileSync(path, "utf8")) as Notebook;
const kernelOf = (file: string) => read(join(notebooks, file)).metadata.kernelspec.name;
const outputsOf = ({ cells }: Notebook) => cells.flatMap(({ outputs }) => outputs ?? []);
const figuresOf = (notebook: Notebook) => outputsOf(notebook).filter(({ data }) => data?.["image/png"] !== undefined);

describe.each(files)("%s as it is committed", (file) => {
  const text = readFileSync(join(notebooks, file), "utf8");
  const notebook = JSON.parse(text) as Notebook;

  test("has its figures and no error", () => {
    expect(figuresOf(notebook).length).toBeGreaterThan(0);
    const isTypescript = notebook.metadata.kernelspec.name === "tslab";
    const errors = outputsOf(notebook).filter(
      ({ output_type, name }) => output_type === "error" || (isTypescript && name === "stderr"),
    );
    expect(errors).toEqual([]);
  });

  test("is small, and says nothing of the machine it was made on", () => {
    expect(text.length).toBeLessThan(300_000);
    const withoutFigures = text.replace(/"image\/png": "[^"]*"/g, "");
    expect(withoutFigures).not.toMatch(/\/(home|root|tmp|work|Users)\//);
  });
});

test("the TypeScript of all of them is what the package allows", { timeout: 180_000 }, () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules", "thesis-ml"));
  symlinkSync(join(root, "node_modules", "@types"), join(folder, "node_modules", "@types"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(
    join(folder, "kernel.d.ts"),
    'declare module "tslab" { const display: any; function newDisplay(): any; }',
  );
  const programs = files.filter((file) => kernelOf(file) === "tslab").map((file) => file.replace(".ipynb", ".ts"));
  for (const program of programs) {
    const { cells } = read(join(notebooks, program.replace(".ts", ".ipynb")));
    const code = cells.filter(({ cell_type }) => cell_type === "code").map(({ source }) => [source].flat().join(""));
    writeFileSync(join(folder, program), code.join("\n"));
  }
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  // as the kernel checks: not strictly
  const options = "--noEmit --strict false --skipLibCheck --module nodenext --target es2023 --types node".split(" ");
  const args = [tsc, ...options, "kernel.d.ts", ...programs];
  expect(programs.length).toBeGreaterThan(0);
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  expect(stdout + stderr).toBe("");
  expect(status).toBe(0);
});

/** What is missing to run a notebook, or null. */
const missing = { tslab: missingForTypescript(), python3: missingForPython() };
for (const [kernel, what] of Object.entries(missing))
  if (what !== null) console.warn(`skipped: notebooks of ${kernel}, ${what} is missing (scripts/install-witnesses.sh)`);

for (const file of files) {
  test.skipIf(missing[kernelOf(file)] !== null)(`${file} runs`, { timeout: 600_000 }, () => {
    const folder = temporaryFolder();
    const script = join(root, "scripts", "notebooks.mjs");
    const { status, stderr } = spawnSync(process.execPath, [script, "execute", folder, file], { encoding: "utf8" });
    expect(status, stderr).toBe(0);
    const executed = read(join(folder, "notebooks", file));
    expect(figuresOf(executed).length).toBe(figuresOf(read(join(notebooks, file))).length);
  });
}

function missingForTypescript(): string | null {
  if (!answers("jupyter", ["nbconvert", "--version"])) return "Jupyter";
  return existsSync(join(root, ".notebooks", "node_modules", "tslab")) ? null : "tslab";
}

function missingForPython(): string | null {
  if (!answers("jupyter", ["nbconvert", "--version"])) return "Jupyter";
  const { stdout } = spawnSync("jupyter", ["kernelspec", "list", "--json"], { encoding: "utf8" });
  const { kernelspecs } = JSON.parse(stdout) as { kernelspecs: Record<string, { spec: { argv: string[] } }> };
  const python = kernelspecs["python3"]?.spec.argv[0];
  if (python === undefined) return "the kernel python3";
  const packages = ["torch", "h5py", "pandas", "pyarrow", "matplotlib"];
  const absent = packages.filter((name) => !answers(python, ["-c", `import ${name}`]));
  return absent.length === 0 ? null : `Python's ${absent.join(", ")}`;
}

function answers(program: string, args: readonly string[]): boolean {
  const env = { ...process.env, PYTHONPATH: join(root, ".witnesses/python") };
  return spawnSync(program, args, { env, timeout: 120_000 }).status === 0;
}
