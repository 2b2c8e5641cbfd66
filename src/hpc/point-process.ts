/** @file One point in a process of its own: what it writes goes to a log file, what it says to its launcher. */
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join, resolve } from "node:path";
import { explainFileError } from "#utils/atomic-file.ts";
import { makeFolders } from "#utils/make-folders.ts";
import type { JobMessage, StopMessage } from "./job-message.ts";
import type { LaunchRequest } from "./launchers/launcher.ts";
import { type ManifestPoint, pointArgument } from "./manifest.ts";
import { forgetExit, noteExit, reportPoint } from "./point-state.ts";

export interface PointEnd {
  readonly state: "finished" | "pruned" | "failed" | "interrupted";
  readonly reason: string;
  /** What the process wrote. */
  readonly log: string;
}

/** Never fails: whatever happens to the process is the point's end. @throws FixableError where no log can be written */
export async function startPoint(
  point: ManifestPoint,
  { sweepFolder, manifest, command, stop }: LaunchRequest,
  hear: (message: JobMessage) => void,
): Promise<PointEnd> {
  const log = logFileOf(point, sweepFolder);
  const file = openLog(log);
  forgetExit(point, sweepFolder);
  const [program, ...args] = command;
  const child = spawn(program!, [...args, pointArgument(sweepFolder, point.number)], {
    cwd: resolve(sweepFolder, manifest.working_folder),
    env: { ...process.env, ...point.environment },
    stdio: ["ignore", file, file, "ipc"],
  });
  closeSync(file);
  child.on("message", (message) => hear(message as JobMessage));
  const tellToStop = () => {
    const message: StopMessage = { stop: stop.reason as StopMessage["stop"] };
    // a process that has just ended cannot hear it
    if (child.connected) child.send(message, () => {});
  };
  stop.addEventListener("abort", tellToStop);
  const exit = await new Promise<Exit>((ended) => {
    child.on("exit", (code, signal) => ended({ code, signal }));
    child.on("error", (error) => ended({ code: null, signal: null, error }));
  });
  stop.removeEventListener("abort", tellToStop);
  return { ...(await endOf(point, sweepFolder, exit, stop)), log };
}

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error?: Error;
}

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

function openLog(path: string): number {
  try {
    makeFolders(join(path, ".."));
    return openSync(path, "a");
  } catch (cause) {
    throw explainFileError(cause, path);
  }
}
