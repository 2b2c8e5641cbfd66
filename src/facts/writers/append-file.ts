/**
 * @file A text file that only ever grows, by whole lines. A process killed at any moment leaves at most one torn last
 * line, which is cut off when the file is opened again.
 */
import { type FileHandle, open } from "node:fs/promises";
import { explainFileError } from "#utils/atomic-file.ts";

export class AppendFile {
  readonly path: string;
  readonly #file: FileHandle;
  #bytes: number;

  private constructor(path: string, file: FileHandle, bytes: number) {
    this.path = path;
    this.#file = file;
    this.#bytes = bytes;
  }

  /** @returns undefined when the file exists already. @throws FixableError as `explainFileError` */
  static async create(path: string): Promise<AppendFile | undefined> {
    try {
      return new AppendFile(path, await open(path, "ax"), 0);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "EEXIST") return undefined;
      throw explainFileError(cause, path);
    }
  }

  /**
   * Opens a file that a run left behind, or a new one where it left none.
   *
   * @param isWhole whether a last line without its end is complete; if so it gets its end, otherwise it is cut off
   * @returns the file, and its lines
   */
  static async reopen(path: string, isWhole: (line: string) => boolean): Promise<[AppendFile, readonly string[]]> {
    try {
      const file = await open(path, "a+");
      const content = await file.readFile();
      const lastLineStart = content.lastIndexOf(0x0a) + 1;
      const lastLine = content.toString("utf8", lastLineStart);
      const lines = content.toString("utf8", 0, lastLineStart).split("\n").slice(0, -1);
      const appended = new AppendFile(path, file, content.length);
      if (lastLine !== "" && isWhole(lastLine)) {
        await appended.append("\n");
        lines.push(lastLine);
      } else {
        await file.truncate(lastLineStart);
        appended.#bytes = lastLineStart;
      }
      return [appended, lines];
    } catch (cause) {
      throw explainFileError(cause, path);
    }
  }

  /**
   * Adds whole lines and waits until they are on the disk. Where that fails, the file is as it was before.
   *
   * @throws FixableError `files/disk-full` and the others of `explainFileError`
   */
  async append(lines: string): Promise<void> {
    try {
      await this.#file.appendFile(lines);
      await this.#file.datasync();
      this.#bytes += Buffer.byteLength(lines);
    } catch (cause) {
      await this.#file.truncate(this.#bytes).catch(() => {}); // the first error is the one to tell
      throw explainFileError(cause, this.path, Buffer.byteLength(lines));
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
