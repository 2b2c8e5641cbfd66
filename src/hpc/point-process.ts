/**
 * @file Points in processes of their own, one at a time: what they write goes to log files, what they say to their launcher.
 * A process whose point has ended well takes the next one: it has its modules, its compiled code and the events already.
 * One that has failed, was stopped or died takes none.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, openSync, type WriteStream } from "node:fs";
import { join, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { explainFileError } from "#utils/atomic-file.ts";
import { makeFolders } from "#utils/make-folders.ts";
import type { JobMessage, LauncherMessage, StoppingSignal } from "./job-message.ts";
import type { LaunchRequest } from "./launchers/launcher.ts";
import { type ManifestPoint, pointArgument } from "./manifest.ts";
import { forgetExit, noteExit, reportPoint } from "./point-state.ts";

export interface PointEnd {
  readonly state: "finished" | "pruned" | "failed" | "interrupted";
  readonly reason: string;
  /** What the process wrote. */
  readonly log: string;
}

/** Where points run one after another. */
export class PointSeat {
  readonly #request: LaunchRequest;
  /** One that waits for its next point. */
  #waiting: { readonly process: ChildProcess; readonly environment: ManifestPoint["environment"] } | undefined;

  constructor(request: LaunchRequest) {
    this.#request = request;
  }

  /** Never fails: whatever happens to the process is the point's end. @throws FixableError where no log can be written */
  async run(point: ManifestPoint, hear: (message: JobMessage) => void): Promise<PointEnd> {
    const { sweepFolder, stop } = this.#request;
    const log = logFileOf(point, sweepFolder);
    const file = openLog(log);
    forgetExit(point, sweepFolder);
    const child = this.#processFor(point);
    for (const stream of [child.stdout!, child.stderr!]) stream.pipe(file, { end: false });
    const say = (message: LauncherMessage) => void (child.connected && child.send(message, () => {})); // it may just have ended
    const tellToStop = () => say({ stop: stop.reason as StoppingSignal });
    stop.addEventListener("abort", tellToStop);
    const exit = await ended(child, hear);
    stop.removeEventListener("abort", tellToStop);
    if (exit.isFree) {
      this.#waiting = { process: child, environment: point.environment };
      for (let turn = 0; turn < 2; turn++) await setImmediate(); // what is in its pipes by now is read within a turn
    }
    for (const stream of [child.stdout!, child.stderr!]) stream.unpipe(file);
    await new Promise((written) => file.end(written));
    return { ...(await endOf(point, sweepFolder, exit, stop)), log };
  }

  /** Its process, if one waits, ends. */
  close(): void {
    this.#waiting?.process.disconnect();
    this.#waiting = undefined;
  }

  #processFor({ number, environment }: ManifestPoint): ChildProcess {
    const waiting = this.#waiting;
    if (waiting?.process.connected && isDeepStrictEqual(waiting.environment, environment)) {
      this.#waiting = undefined;
      waiting.process.send({ next: number } satisfies LauncherMessage, () => {});
      return waiting.process;
    }
    if (waiting?.process.connected) this.close();
    const { sweepFolder, manifest, command } = this.#request;
    const [program, ...args] = command;
    return spawn(program!, [...args, pointArgument(sweepFolder, number)], {
      cwd: resolve(sweepFolder, manifest.working_folder),
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
  }
}

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error?: Error;
  /** Whether it has not ended, and can take another point. */
  readonly isFree?: boolean;
}

async function ended(child: ChildProcess, hear: (message: JobMessage) => void): Promise<Exit> {
  const listening = new AbortController();
  const exit = await new Promise<Exit>((end) => {
    const listeners = {
      message: (message: JobMessage) => (message.kind === "free" ? end(FREE) : hear(message)),
      close: (code: number | null, signal: NodeJS.Signals | null) => end({ code, signal }),
      error: (error: Error) => end({ code: null, signal: null, error }),
    };
    for (const [event, listener] of Object.entries(listeners)) {
      child.on(event, listener);
      listening.signal.addEventListener("abort", () => child.off(event, listener));
    }
  });
  listening.abort();
  return exit;
}

const FREE: Exit = { code: 0, signal: null, isFree: true };

async function endOf(
  point: ManifestPoint,
  sweepFolder: string,
  { code, signal, error }: Exit,
  stop: AbortSignal,
): Promise<Omit<PointEnd, "log">> {
  const { state, reason } = reportPoint(point, sweepFolder);
  if (code === 0 && (state === "finished" || state === "pruned")) return { state, reason: "" };
  const isStopped = stop.aborted || (state === "interrupted" && /^SIG/.test(reason ?? ""));
  if (isStopped && state !== "failed") return { state: "interrupted", reason: String(stop.reason ?? "stopped") };
  if (state === "failed" && reason) return { state, reason };
  const how = error ? error.message : signal ? `killed by ${signal}` : `exit code ${code}`;
  await noteExit(point, sweepFolder, how);
  return { state: "failed", reason: how };
}

/** `EXP/logs/job3.log`; a point that is started again writes on. */
export const logFileOf = (point: ManifestPoint, sweepFolder: string): string =>
  join(sweepFolder, "logs", `job${point.number}.log`);

/** A log that fills the disk is cut off; the point itself says that there is no room. */
function openLog(path: string): WriteStream {
  try {
    makeFolders(join(path, ".."));
    return createWriteStream(path, { fd: openSync(path, "a") }).on("error", () => {});
  } catch (cause) {
    throw explainFileError(cause, path);
  }
}
