/** @file Whether a run that says it is running is: a process that was killed could not say otherwise. */
import { SILENCE_SECONDS } from "#utils/file-lock.ts";
import { lifeOf } from "#utils/process-identity.ts";
import { type RunStatus, readStatus } from "./writers/status-file.ts";

/** The process is asked where it can be; where it cannot, its heartbeat must be fresh. */
export function isRunAlive(status: RunStatus, now: Date = new Date()): boolean {
  if (status.status !== "running") return false;
  const life = lifeOf(status);
  if (life === "gone") return false;
  if (life === "alive" && status.process_started) return true;
  return now.getTime() - Date.parse(status.heartbeat_at) <= 1000 * SILENCE_SECONDS;
}

/** The reason of a run that could not say how it ended. */
export const GONE = "its process is gone";

/** What `facts/status.json` says, but `interrupted` for a run whose process is gone. @returns null as `readStatus` */
export function runStatusAt(path: string, now: Date = new Date()): RunStatus | null {
  const status = readStatus(path);
  if (status === null || status.status !== "running" || isRunAlive(status, now)) return status;
  return { ...status, status: "interrupted", reason: GONE };
}
