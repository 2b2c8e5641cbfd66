/**
 * @file Opens HDF5 files and reads their tables in slices; the only file that names the HDF5 library.
 * Left alone that library turns a missing or torn file into garbage numbers, so its throwing error handler is always on
 * and everything it throws is said again in words the reader of the message can act on.
 */
import { existsSync } from "node:fs";
import { access, constants, readdir, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { PACKAGE_ROOT } from "#utils/package-info.ts";
import { shellWord } from "#utils/shell-word.ts";

type Hdf5 = typeof import("h5wasm/node");

let library: Promise<Hdf5> | undefined;

/** The HDF5 library, loaded when first needed, with errors that throw. */
export function hdf5(): Promise<Hdf5> {
  library ??= import("h5wasm/node").then(async (loaded) => {
    (await loaded.ready).activate_throwing_error_handler();
    return loaded;
  });
  return library;
}

/** Rows read at once: larger reads of the library came back as zeros. */
const ROWS_PER_SLICE = 50_000;

/** An HDF5 file open for reading; has to be closed. */
export interface H5File {
  readonly path: string;
  /** Names of all data sets, with their group before them if they are in one. */
  readonly datasets: readonly string[];
  /**
   * @param key the key under `data.datasets` that names it, for the message
   * @throws FixableError `data/dataset-missing`
   */
  shape(dataset: string, key?: string): readonly number[];
  /**
   * The first `rows` rows of a table of numbers of whatever type, as float32; a one-dimensional data set has width 1.
   *
   * @throws FixableError `data/dataset-missing`, `data/wrong-type`, `data/truncated`
   */
  read(dataset: string, rows: number): Float32Array;
  /** Attributes of the root group that are text or numbers. */
  readonly attributes: Readonly<Record<string, string | number>>;
  close(): void;
}

/**
 * @throws FixableError `data/file-missing`, `data/unreadable`, `data/not-hdf5`, `data/truncated`
 */
export async function openH5(path: string): Promise<H5File> {
  await mustBeReadable(path);
  const { File, Dataset } = await hdf5();
  const file = openOrExplain(path, () => new File(path, "r"));

  const find = (wanted: string, key?: string) => {
    const name = wanted.replace(/^\/+/, "");
    const found = datasets.includes(name) ? orTruncated(path, name, () => file.get(name)) : null;
    if (found instanceof Dataset) return found;
    const [nearest] = closestWords(name, datasets);
    const naming = key ? `; another name is said by data.datasets.${key}` : "";
    throw new FixableError({
      code: "data/dataset-missing",
      problem: `there is no data set "${name}"; there is ${datasets.join(", ") || "none"}${naming}`,
      where: path,
      fix: nearest && key && shellWord(`data.datasets.${key}=${nearest}`),
    });
  };
  const shapeOf = (name: string, key?: string) => {
    const dataset = find(name, key);
    return orTruncated(path, name, () => dataset.shape) ?? [];
  };
  const datasets = orTruncated(path, "list of data sets", () =>
    file.paths().filter((name) => file.get(name) instanceof Dataset),
  );

  return {
    path,
    datasets,
    shape: shapeOf,
    read(name, rows) {
      const dataset = find(name);
      const width = shapeOf(name)
        .slice(1)
        .reduce((product, size) => product * size, 1);
      const values = new Float32Array(rows * width);
      for (let first = 0; first < rows; first += ROWS_PER_SLICE) {
        const last = Math.min(rows, first + ROWS_PER_SLICE);
        const ranges = shapeOf(name).map((size, axis): [number, number] => (axis === 0 ? [first, last] : [0, size]));
        const slice = readNumbers(path, `${name}, rows ${first} to ${last - 1}`, () => dataset.slice(ranges));
        if (slice.length !== (last - first) * width) throw truncated(path, name, `${slice.length} numbers came back`);
        values.set(slice, first * width);
      }
      return values;
    },
    get attributes() {
      const entries = Object.entries(file.attrs).map(([name, attribute]) => [name, attribute.json_value] as const);
      return Object.fromEntries(
        entries.filter((entry): entry is [string, string | number] => ["string", "number"].includes(typeof entry[1])),
      );
    },
    close: () => void file.close(),
  };
}

/** The library says all that can be wrong with a path in one sentence; look ourselves. */
async function mustBeReadable(path: string): Promise<void> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => cause);
  if (found instanceof Error) {
    throw found.code === "ENOENT" || found.code === "ENOTDIR" ? await missing(path) : unreadable(path, found.code);
  }
  if (!found.isFile()) throw await isFolder(path);
  const refused = await access(path, constants.R_OK).catch((cause: NodeJS.ErrnoException) => cause);
  if (refused) throw unreadable(path, refused.code);
  if (found.size > 0) return;
  const fix = `${simulating(path)} force=true`;
  throw new FixableError({ code: "data/not-hdf5", problem: "the file is empty", where: path, fix });
}

async function missing(path: string): Promise<FixableError> {
  const folder = dirname(path);
  const events = await eventFilesIn(folder);
  const nearest = closestWords(basename(path), events ?? [])[0] ?? (events?.length === 1 ? events[0] : undefined);
  return new FixableError({
    code: "data/file-missing",
    problem:
      events === null
        ? `there is no such file, nor its folder ${folder}`
        : `there is no such file; the folder has ${listOf(events) || "no HDF5 file"}`,
    where: path,
    fix: nearest ? pathWord(join(folder, nearest)) : [...inPackage(path).map(pathWord), simulating(path)],
  });
}

async function isFolder(path: string): Promise<FixableError> {
  const events = (await eventFilesIn(path)) ?? [];
  return new FixableError({
    code: "data/unreadable",
    problem: `this is a folder, expected an HDF5 file; it has ${listOf(events) || "none"}`,
    where: path,
    fix: events.slice(0, 3).map((name) => pathWord(join(path, name))),
  });
}

const unreadable = (path: string, code: string | undefined): FixableError =>
  new FixableError({
    code: "data/unreadable",
    problem: `the file cannot be read: ${code === "EACCES" ? "you have no permission" : code}`,
    where: path,
    fix: `ls -ld ${shellWord(path)}`,
  });

const pathWord = (path: string): string => shellWord(`data.path=${path}`);
const simulating = (path: string): string => `thesis-simulate ${shellWord(`out=${path}`)}`;

/** Of the same name below the package, for who stands in another folder. */
function inPackage(path: string): readonly string[] {
  const own = join(PACKAGE_ROOT, path);
  return !isAbsolute(path) && existsSync(own) ? [own] : [];
}

/** Null where there is no such folder. */
const eventFilesIn = async (folder: string): Promise<string[] | null> =>
  (await readdir(folder).catch(() => null))?.filter((name) => /\.(h5|hdf5)$/i.test(name)).sort() ?? null;

function listOf(names: readonly string[], most = 8): string {
  const more = names.length > most ? ` and ${names.length - most} more` : "";
  return names.slice(0, most).join(", ") + more;
}

function openOrExplain<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (cause) {
    const said = messageOf(cause);
    if (!said.includes("file signature not found")) throw truncated(path, undefined, innermost(said), cause);
    throw new FixableError({
      code: "data/not-hdf5",
      problem: "this is not an HDF5 file: its first bytes are something else",
      where: path,
      fix: `ls -l ${shellWord(path)}`,
      cause,
    });
  }
}

function orTruncated<T>(path: string, what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw truncated(path, what, innermost(messageOf(cause)), cause);
  }
}

function readNumbers(path: string, what: string, read: () => unknown): Float32Array {
  let values: unknown;
  try {
    values = read();
  } catch (cause) {
    // thrown by the library's JavaScript side for half precision
    if (/^Float\d+ not supported/.test(messageOf(cause))) throw notNumbers(path, what, messageOf(cause));
    throw truncated(path, what, innermost(messageOf(cause)), cause);
  }
  if (values instanceof Float32Array) return values;
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return Float32Array.from(values, Number);
  if (ArrayBuffer.isView(values) && !(values instanceof DataView)) return Float32Array.from(values as Float64Array);
  throw notNumbers(path, what, "its entries are text or records");
}

function notNumbers(path: string, what: string, found: string): FixableError {
  return new FixableError({
    code: "data/wrong-type",
    problem: `expected integers or float32/float64 numbers: ${found}`,
    where: `${path}, ${what}`,
  });
}

function truncated(path: string, what: string | undefined, found: string, cause?: unknown): FixableError {
  return new FixableError({
    code: "data/truncated",
    problem: `the file is damaged or was not written to its end: ${found}`,
    where: what === undefined ? path : `${path}, ${what}`,
    fix: `ls -l ${shellWord(path)}`,
    cause,
  });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** The last line of the library's stack is where it happened: `truncated file: eof = 100, stored_eof = 1342042`. */
function innermost(said: string): string {
  const causes = Array.from(said.matchAll(/ in \S+\(\): (.*)/g), ([, text]) => text!);
  return causes.at(-1) ?? said.split("\n")[0]!;
}
