/** @file Whether a process of this machine lives. */

export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // signal 0 asks only whether there is such a process
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}
