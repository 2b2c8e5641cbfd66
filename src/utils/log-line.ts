/** @file Lines of log files, as Python's `logging` writes them in Hydra's format. */

/** `2026-11-22 20:15:03,042`, local time. */
export function logTime(at: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const millis = String(at.getMilliseconds()).padStart(3, "0");
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())},${millis}`;
}

export type LogLevel = "INFO" | "WARNING" | "ERROR";

/** `[2026-11-22 20:15:03,042][thesis-train][INFO] - message`, with its end. */
export const logLine = (at: Date, name: string, level: LogLevel, message: string): string =>
  `[${logTime(at)}][${name}][${level}] - ${message}\n`;
