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
    };

/** Launcher → point: save at the end of the step and end, as after the signal. */
export interface StopMessage {
  readonly stop: "SIGINT" | "SIGTERM";
}
