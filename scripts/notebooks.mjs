/**
 * @file `npm run notebooks`: opens Jupyter on notebooks/, with a kernel for TypeScript and the commands on the path.
 * `npm run notebooks -- install` only makes the kernel ready. `npm run notebooks -- execute` runs every notebook on simulated
 * events in an empty folder and keeps the outputs; with a folder (and names), the copies stay there and the notebooks as they are.
 */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { setUp } from "./setup.mjs";

const root = join(import.meta.dirname, "..");
const notebooks = join(root, "notebooks");
/** What is installed for them: the kernel, and where Jupyter and the shell find it and the commands. */
const tools = join(root, ".notebooks");
/** The TypeScript kernel. Its native part comes ready-made with the package, so no install script is needed. */
const KERNEL = "tslab@1.0.22";
/** Cells that fail do not end it: what they say is in the outputs. */
const EXECUTE = "--to notebook --inplace --execute --allow-errors --ExecutePreprocessor.timeout=600".split(" ");
const SIMULATED = ["events=2000", "seed=1", "force=true"];
const MOST_BYTES = 300_000;

const [command, folder, ...names] = process.argv.slice(2);
if (command === undefined) open();
else if (command === "install") await prepare(notebooks);
else if (command === "execute") await execute(folder && resolve(folder), names);
else stop(`there is no "${command}"; there is install and execute; try: npm run notebooks`);

async function open() {
  const environment = await prepare(notebooks);
  const program = ["lab", "notebook"].find(
    (name) => run("jupyter", [name, "--version"], { env: environment }).status === 0,
  );
  if (program === undefined) stop("Jupyter is missing; try: python3 -m pip install jupyterlab");
  process.exitCode = run("jupyter", [program, notebooks], { env: environment, stdio: "inherit" }).status ?? 1;
}

async function execute(into, wanted) {
  const work = into ?? mkdtempSync(join(tmpdir(), "notebooks-"));
  const copies = join(work, "notebooks");
  mkdirSync(copies, { recursive: true });
  const environment = await prepare(copies);
  const files = notebookFiles().filter((file) => wanted.length === 0 || wanted.some((name) => file.startsWith(name)));
  mustEnd(run("thesis-simulate", [`out=${join(work, "data", "four_tops.h5")}`, ...SIMULATED], { env: environment }));
  let failed = 0;
  for (const file of files) {
    cpSync(join(notebooks, file), join(copies, file));
    const { status, stderr } = run("jupyter", ["nbconvert", ...EXECUTE, file], { cwd: copies, env: environment });
    const problems = status === 0 ? tidy(join(copies, file)) : [stderr];
    for (const problem of problems) say(`${file}: ${problem}`);
    failed += problems.length > 0 ? 1 : 0;
    if (problems.length > 0) continue;
    if (into === undefined) cpSync(join(copies, file), join(notebooks, file));
    say(`${file}: done`);
  }
  if (into === undefined) rmSync(work, { recursive: true, force: true });
  if (failed > 0) stop(`${failed} of ${files.length} notebooks failed`);
}

function notebookFiles() {
  return readdirSync(notebooks)
    .filter((file) => file.endsWith(".ipynb"))
    .sort();
}

/** Installs the kernel where it is missing. @returns the environment in which Jupyter finds kernel, package and commands */
async function prepare(folder) {
  await setUp();
  const kernel = join(tools, "node_modules", "tslab", "bin", "tslab");
  if (!existsSync(kernel)) {
    say(`installing ${KERNEL}`);
    mkdirSync(tools, { recursive: true });
    writeFileSync(join(tools, "package.json"), JSON.stringify({ private: true }));
    mustEnd(run("npm", ["install", "--prefix", tools, "--no-fund", "--no-audit", "--ignore-scripts", KERNEL]));
  }
  const spec = join(tools, "jupyter", "kernels", "tslab");
  mkdirSync(spec, { recursive: true });
  // two words for the connection file: tslab's parser loses it otherwise
  const argv = [process.execPath, kernel, "kernel", "--config-path", "{connection_file}"];
  writeFileSync(
    join(spec, "kernel.json"),
    JSON.stringify({ argv, display_name: "TypeScript", language: "typescript" }, null, 2),
  );
  // by name and not by path: Jupyter's TypeScript finds packages in node_modules alone
  link(root, join(folder, "node_modules", "thesis-ml"));
  link(join(root, "node_modules", "@types"), join(folder, "node_modules", "@types")); // `console` and the like
  const { bin } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const commands = join(tools, "bin");
  for (const [name, main] of Object.entries(bin)) link(join(root, main), join(commands, name));
  const { PATH, JUPYTER_PATH, PYTHONPATH } = process.env;
  return {
    ...process.env,
    PYTHONPATH: [join(root, ".witnesses", "python"), PYTHONPATH].filter(Boolean).join(delimiter),
    PATH: [commands, PATH].join(delimiter),
    JUPYTER_PATH: [join(tools, "jupyter"), JUPYTER_PATH].filter(Boolean).join(delimiter),
  };
}

function link(target, path) {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() && readlinkSync(path) === target) return;
  rmSync(path, { recursive: true, force: true });
  mkdirSync(join(path, ".."), { recursive: true });
  symlinkSync(target, path);
}

/**
 * Leaves in an executed notebook what is the same on every machine.
 *
 * @returns what is wrong with it; a cell of TypeScript that fails says so in words only, on stderr
 */
function tidy(path) {
  const notebook = JSON.parse(readFileSync(path, "utf8"));
  const kernel = notebook.metadata.kernelspec.name;
  const problems = [];
  for (const cell of notebook.cells) {
    cell.metadata = {};
    delete cell.id;
    for (const output of cell.outputs ?? []) {
      const isError = output.output_type === "error" || (kernel === "tslab" && output.name === "stderr");
      if (isError) problems.push([output.evalue ?? output.text].flat().join(""));
    }
  }
  notebook.metadata = { kernelspec: notebook.metadata.kernelspec };
  [notebook.nbformat, notebook.nbformat_minor] = [4, 4];
  const text = `${JSON.stringify(notebook, null, 1)}\n`;
  const places = [root, homedir(), tmpdir()].filter((place) => text.includes(place));
  for (const place of places) problems.push(`an output names a folder of this machine: ${place}`);
  if (text.length > MOST_BYTES) problems.push(`${text.length} bytes, and it may have ${MOST_BYTES}`);
  writeFileSync(path, text);
  return problems;
}

function run(program, args, options = {}) {
  return spawnSync(program, args, { encoding: "utf8", ...options });
}

function mustEnd({ status, stdout, stderr, error }) {
  if (status !== 0) stop(`${stdout ?? ""}${stderr ?? ""}${error?.message ?? ""}`);
}

function say(message) {
  console.error(`notebooks: ${message}`);
}

function stop(message) {
  say(message);
  process.exit(1);
}
