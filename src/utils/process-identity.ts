/**
 * @file Which process of which machine: enough to tell later whether it still runs, even where its number has been given to
 * another process, or its machine's name to another machine.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** As it stands in files. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly hostname: string;
  /** The kernel's boot and, within it, the name space of process numbers; null where the system does not say. */
  readonly boot_id: string | null;
  /** When the process started, in its system's words; null where it does not say. */
  readonly process_started: string | null;
}

export function ownIdentity(): ProcessIdentity {
  return {
    pid: process.pid,
    hostname: hostname(),
    boot_id: ownBootId(),
    process_started: livingProcess(process.pid)?.started ?? null,
  };
}

/** `elsewhere`: on a machine, or within a container, that cannot be asked from here. */
export type Life = "alive" | "gone" | "elsewhere";

/** @param identity from a file; one of an older version has only `pid` and `hostname` */
export function lifeOf({ pid, hostname: host, boot_id, process_started }: Partial<ProcessIdentity>): Life {
  if (pid === undefined || host !== hostname()) return "elsewhere";
  const here = ownBootId();
  if (boot_id && here && boot_id !== here) return "elsewhere";
  const found = livingProcess(pid);
  if (found === null) return "gone";
  return process_started && found.started && process_started !== found.started ? "gone" : "alive";
}

/** @returns null for a process that is gone, or has ended and waits for its parent to notice (a zombie) */
function livingProcess(pid: number): { readonly started: string | null } | null {
  try {
    process.kill(pid, 0); // signal 0 asks only whether there is such a process
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EPERM") return null;
  }
  const [state, started] = process.platform === "linux" ? statOf(pid) : answerOfPs(pid);
  return state === "Z" || state === "X" ? null : { started };
}

type StateAndStart = readonly [state: string, started: string | null];
const SILENT: StateAndStart = ["", null];

/** See proc_pid_stat(5): the name, which may hold anything, ends with the last `)`; the start is the 22nd field, in ticks since boot. */
function statOf(pid: number): StateAndStart {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return [fields[0]!, fields[19] ?? null];
  } catch {
    return SILENT; // other users' processes may be hidden
  }
}

function answerOfPs(pid: number): StateAndStart {
  if (process.platform === "win32") return SILENT;
  const { status, stdout } = spawnSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { encoding: "utf8" });
  const [, state, started] = /^\s*(\S)\S*\s+(.+?)\s*$/.exec(stdout ?? "") ?? [];
  return status === 0 && state && started ? [state, started] : SILENT;
}

let bootId: string | null | undefined;

function ownBootId(): string | null {
  bootId ??= readBootId();
  return bootId;
}

function readBootId(): string | null {
  try {
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return null;
  }
}
