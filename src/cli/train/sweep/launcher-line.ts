/** @file The line between the process of a point and the launcher that has started it. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { JobMessage, LauncherMessage, StoppingSignal } from "#hpc";
import type { TrainingEvent } from "#training-loops";
import { STOPPING_SIGNALS, type StopSignal } from "../stop-signal.ts";

/** Of single steps a launcher is told at most this often. */
const STEP_MESSAGE_MS = 200;

export class LauncherLine {
  #told: StoppingSignal | undefined;
  #onNext: ((number: number | undefined) => void) | undefined;
  #lastStepMs = Number.NEGATIVE_INFINITY;

  /** @returns undefined where nobody listens: a batch system, or a user who tries a point */
  static open(): LauncherLine | undefined {
    return process.send ? new LauncherLine() : undefined;
  }

  private constructor() {
    process.on("message", (message: LauncherMessage) => {
      if ("next" in message) this.#onNext?.(message.next);
      else this.#told ??= message.stop;
    });
    // a launcher that is gone asks to stop by being gone
    process.on("disconnect", () => {
      this.#told ??= "SIGTERM";
      this.#onNext?.(undefined);
    });
    process.channel?.unref(); // it must not keep a training alive that has ended
  }

  /** Of a launcher that is gone there is a way to send, and nobody at its end, as the event loop hears in its next turn. */
  async isCut(): Promise<boolean> {
    await nextTurn();
    await nextTurn();
    return !process.connected;
  }

  /** What the launcher asks for. */
  get told(): StopSignal["requested"] {
    return this.#told;
  }

  /** @returns the number of the next point, or undefined where there is none, or a signal comes first */
  async next(): Promise<number | undefined> {
    const none = () => this.#onNext?.(undefined);
    for (const signal of STOPPING_SIGNALS) process.on(signal, none);
    process.channel?.ref();
    const number = await new Promise<number | undefined>((resolve) => {
      this.#onNext = resolve;
      this.#say({ kind: "free" });
      if (this.#told) resolve(undefined);
    });
    this.#onNext = undefined;
    process.channel?.unref();
    for (const signal of STOPPING_SIGNALS) process.off(signal, none);
    return number;
  }

  tell(event: TrainingEvent): void {
    if (event.kind === "started")
      this.#say({ kind: "started", epochs: event.epochs, stepsPerEpoch: event.stepsPerEpoch });
    if (event.kind === "step" && performance.now() - this.#lastStepMs >= STEP_MESSAGE_MS) {
      this.#lastStepMs = performance.now();
      this.#say({ kind: "step", epoch: event.epoch, step: event.step, loss: event.loss });
    }
    if (event.kind === "epoch") {
      const [trainLoss, validationLoss] = [event.train.losses.total, event.validation.losses.total];
      this.#say({ kind: "epoch", epoch: event.epoch, trainLoss, validationLoss });
    }
  }

  /** A launcher that is gone cannot hear, which `disconnect` tells. */
  #say(message: JobMessage): void {
    if (process.connected) process.send?.(message, undefined, {}, () => {});
  }
}
