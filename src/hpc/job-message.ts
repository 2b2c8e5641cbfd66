/** @file What the process of a point and its launcher say to each other. */

/** Point → launcher. Epochs and steps from 0. */
export type JobMessage =
  | { readonly kind: "started"; readonly epochs: number; readonly stepsPerEpoch: number }
  | { readonly kind: "step"; readonly epoch: number; readonly step: number; readonly loss: number }
  | {
      readonly kind: "epoch";
      readonly epoch: number;
      readonly trainLoss: number;
      readonly validationLoss: number;
    }
  /** The point has ended well, and the process can take another. */
  | { readonly kind: "free" };

/** A closed terminal, Ctrl-C, a batch system. */
export type StoppingSignal = "SIGHUP" | "SIGINT" | "SIGTERM";

/** Launcher → point. */
export type LauncherMessage =
  /** Save at the end of the step and end, as after the signal. */
  | { readonly stop: StoppingSignal }
  /** The number of the point that is next. */
  | { readonly next: number };
