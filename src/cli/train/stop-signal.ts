/** @file Ctrl-C, a closed terminal and the batch system's SIGTERM: heard at once, obeyed at the end of a step. */

export interface StopSignal {
  /** The signal that came first; undefined as long as none has. */
  readonly requested: "SIGINT" | "SIGTERM" | "SIGHUP" | undefined;
}

/** 128 + the signal's number, as shells have it. */
export const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** A second signal ends the process where it is. */
export function listenForSignals(): StopSignal {
  const stop: { requested: StopSignal["requested"] } = { requested: undefined };
  for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stop.requested) process.exit(EXIT_CODES[signal]);
      stop.requested = signal;
    });
  }
  return stop;
}
