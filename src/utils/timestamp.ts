/** @file One form of time stamp in every file that is kept. */

/** ISO 8601 in UTC, in the form that Pythons before 3.11 parse too: `2026-11-22T18:47:15.204+00:00`. */
export function timestampOf(time: Date): string {
  return time.toISOString().replace("Z", "+00:00");
}
