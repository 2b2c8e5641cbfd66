/** @file Writes HDF5 files that are whole or not there: to a temporary name, to the disk, and only then to their own. */
import { existsSync } from "node:fs";
import { access, open, rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { FixableError } from "#utils/fixable-error.ts";
import { makeFolders } from "#utils/make-folders.ts";
import { shellWord } from "#utils/shell-word.ts";
import { hdf5 } from "./h5-loader.ts";

const ROWS_PER_CHUNK = 1024;
const GZIP_LEVEL = 4;

export interface H5Writer {
  /**
   * Adds rows at the end of a compressed table, which begins with the first ones; int32 is stored as int64.
   *
   * @param inner lengths of the axes of a row; none for a one-dimensional data set
   */
  append(dataset: string, values: Float32Array | Int32Array, inner: readonly number[]): void;
  /** An attribute of the root group. */
  attribute(name: string, value: string | number): void;
}

/**
 * @param write adds everything; where it throws nothing is left behind
 * @param force whether a file of that name is replaced
 * @returns the first folder that was made for it, if any
 * @throws FixableError `data/file-exists`, `data/unwritable`
 */
export async function writeH5(
  path: string,
  force: boolean,
  write: (file: H5Writer) => void | Promise<void>,
): Promise<string | undefined> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists && !force)
    throw new FixableError({
      code: "data/file-exists",
      problem: "there is a file of that name, and nothing is overwritten unasked",
      where: path,
      fix: "force=true",
    });
  const temporary = `${path}.${process.pid}.partial`;
  let made: string | undefined;
  await orUnwritable(path, async () => {
    made = makeFolders(dirname(resolve(path)));
    await (await open(temporary, "w")).close(); // the HDF5 library would not say why it cannot
  });
  try {
    const { File } = await hdf5();
    const file = new File(temporary, "w");
    try {
      await write(writerOf(file));
    } finally {
      file.close();
    }
    await orUnwritable(path, async () => {
      const written = await open(temporary, "r+");
      await written.sync().finally(() => written.close());
      await rename(temporary, path);
    });
    return made;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function writerOf(file: InstanceType<Awaited<ReturnType<typeof hdf5>>["File"]>): H5Writer {
  const rowsOf = new Map<string, number>();
  return {
    append(name, values, inner) {
      const data = values instanceof Int32Array ? BigInt64Array.from(values, BigInt) : values;
      const rows = values.length / inner.reduce((product, length) => product * length, 1);
      const before = rowsOf.get(name) ?? 0;
      rowsOf.set(name, before + rows);
      if (before === 0) {
        const chunks = [ROWS_PER_CHUNK, ...inner];
        const sizes = { shape: [rows, ...inner], maxshape: [null, ...inner], chunks };
        file.create_dataset({ name, data, ...sizes, compression: GZIP_LEVEL });
        return;
      }
      const dataset = file.get(name);
      if (dataset === null || !("resize" in dataset)) throw new Error(`${name} was not created as a data set`);
      dataset.resize([before + rows, ...inner]);
      dataset.write_slice([[before, before + rows], ...inner.map((size): [number, number] => [0, size])], data);
    },
    attribute: (name, value) => file.create_attribute(name, value),
  };
}

/** The innermost one that is there. */
const existingFolder = (path: string): string => (existsSync(path) ? path : existingFolder(dirname(path)));

async function orUnwritable(path: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new FixableError({
      code: "data/unwritable",
      problem: `cannot write: ${code ?? message}`,
      where: path,
      fix: `ls -ld ${shellWord(existingFolder(dirname(resolve(path))))}`,
      cause,
    });
  }
}
