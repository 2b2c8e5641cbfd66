/**
 * @file A text file that only ever grows, by whole lines. A process killed at any moment leaves at most one torn last
 * line, which is cut off when the file is opened again.
 */
import { appendFileSync, closeSync, fdatasync, ftruncateSync, openSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { explainFileError } from "#utils/atomic-file.ts";

export class AppendFile {
  readonly path: string;
  readonly #file: number;
  #bytes: number;
  #isSynced = true;
  #isClosed = false;

  private constructor(path: string, file: number, bytes: number) {
    this.path = path;
    this.#file = file;
    this.#bytes = bytes;
  }

  /** @returns undefined when the file exists already. @throws FixableError as `explainFileError` */
  static create(path: string): AppendFile | undefined {
    try {
      return new AppendFile(path, openSync(path, "ax"), 0);
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
  static reopen(path: string, isWhole: (line: string) => boolean): [AppendFile, readonly string[]] {
    try {
      const file = openSync(path, "a+");
      const content = readFileSync(file);
      const lastLineStart = content.lastIndexOf(0x0a) + 1;
      const lastLine = content.toString("utf8", lastLineStart);
      const lines = content.toString("utf8", 0, lastLineStart).split("\n").slice(0, -1);
      const appended = new AppendFile(path, file, content.length);
      if (lastLine !== "" && isWhole(lastLine)) {
        appended.append("\n");
        lines.push(lastLine);
      } else {
        ftruncateSync(file, lastLineStart);
        appended.#bytes = lastLineStart;
      }
      return [appended, lines];
    } catch (cause) {
      throw explainFileError(cause, path);
    }
  }

  /**
   * Adds whole lines. Where that fails, the file is as it was before. They outlive this process from now on, and a power cut
   * from the next `sync` on.
   *
   * @throws FixableError `files/disk-full` and the others of `explainFileError`
   */
  append(lines: string): void {
    try {
      appendFileSync(this.#file, lines);
      this.#bytes += Buffer.byteLength(lines);
      this.#isSynced = false;
    } catch (cause) {
      try {
        ftruncateSync(this.#file, this.#bytes);
      } catch {
        // the first error is the one to tell
      }
      throw explainFileError(cause, this.path, Buffer.byteLength(lines));
    }
  }

  /** Waits until everything is on the disk. @throws FixableError as `append` */
  async sync(): Promise<void> {
    if (this.#isSynced) return;
    this.#isSynced = true;
    await promisify(fdatasync)(this.#file).catch((cause) => {
      throw explainFileError(cause, this.path);
    });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      await this.sync();
    } finally {
      closeSync(this.#file);
    }
  }
}
