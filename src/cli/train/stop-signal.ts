/**
 * @file Ctrl-C, a closed terminal, the batch system's SIGTERM, a search's verdict, and SIGUSR1, which only asks for saving:
 * heard at once, obeyed at the end of a step.
 */
import type { PRUNED, StoppingSignal } from "#hpc";

export const STOPPING_SIGNALS = ["SIGHUP", "SIGINT", "SIGTERM"] as const satisfies readonly StoppingSignal[];

export interface StopSignal {
  /** The signal that came first, or that a search has pruned the run; undefined as long as nothing has. */
  readonly requested: StoppingSignal | typeof PRUNED | undefined;
  /** How often SIGUSR1 has asked to save and go on. */
  readonly saves: number;
}

/** 128 + the signal's number, as shells have it. A pruned run has done what it was asked. */
export const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143, pruned: 0 } as const;

/** What a command ends with that has done what it was asked to: 0 unless it was asked to stop. */
export const exitCodeOf = ({ requested }: StopSignal): number => (requested ? EXIT_CODES[requested] : 0);

/** Below this a second signal is the first one told twice: npm passes on a Ctrl-C that the terminal has sent to all. */
const TWICE_MS = 500;

/** A second signal ends the process where it is. */
export function listenForSignals(): StopSignal {
  const stop: { -readonly [K in keyof StopSignal]: StopSignal[K] } = { requested: undefined, saves: 0 };
  let firstMs = 0;
  for (const signal of STOPPING_SIGNALS) {
    process.on(signal, () => {
      if (stop.requested && performance.now() - firstMs > TWICE_MS) process.exit(EXIT_CODES[signal]);
      if (stop.requested) return;
      stop.requested = signal;
      firstMs = performance.now();
    });
  }
  // left alone, Node would open a debugger's port; Windows has no such signal
  if (process.platform !== "win32") process.on("SIGUSR1", () => void stop.saves++);
  return stop;
}

/** The first signal ends the process where it is, as it does where nobody listens. */
export function listenNoMore(): void {
  for (const signal of STOPPING_SIGNALS) process.removeAllListeners(signal);
}
