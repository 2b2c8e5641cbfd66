/** @file What a run says while it goes on: to the terminal, as a live line where somebody watches, and to its log. */
import type { TrainingEvent } from "#training-loops";
import { type ProgressStream, TrainingProgressShower } from "#utils/training-progress-shower.ts";
import { logPathOf, RunLog } from "./run-log.ts";

type Of<K extends TrainingEvent["kind"]> = Extract<TrainingEvent, { kind: K }>;

export class RunConsole {
  readonly #output: ProgressStream;
  readonly #log: RunLog;
  /** Of the terminal and of the log; they begin when the loop has said how long it will be. */
  #showers: readonly [terminal: TrainingProgressShower, log: TrainingProgressShower] | undefined;

  /** @param name of the log, where there is none yet */
  constructor(output: ProgressStream, runFolder: string, name: string) {
    this.#output = output;
    this.#log = new RunLog(logPathOf(runFolder, name), (problem) => this.#show(problem));
  }

  /** A line that begins with `note: ` is a warning in the log. */
  say(line: string): void {
    this.#show(line);
    this.#log.write(line);
  }

  warn(line: string): void {
    this.#show(line);
    this.#log.warning(line);
  }

  /** For the log alone: whoever started the training shows its errors. */
  logError(message: string): void {
    this.#log.error(message);
  }

  step({ epoch, step, loss }: Of<"step">): void {
    this.#showers?.[0].step(epoch, step, loss);
  }

  observe(event: TrainingEvent): void {
    if (event.kind === "started") {
      const { epochs, stepsPerEpoch, trainEvents: eventsPerEpoch } = event;
      const length = { epochs, stepsPerEpoch, eventsPerEpoch };
      this.#showers = [new TrainingProgressShower(this.#output, length), new TrainingProgressShower(this.#log, length)];
    }
    if (event.kind === "epoch") {
      const { epoch, train, validation, wallSeconds, throughput, isBest, note } = event;
      const [trainLoss, validationLoss] = [train.losses.total, validation.losses.total];
      const progress = { epoch, trainLoss, validationLoss, wallSeconds, throughput, isBest, ...(note && { note }) };
      for (const shower of this.#showers ?? []) shower.epoch(progress);
    }
    if (event.kind === "trained") {
      this.done();
      if (event.stoppedEarly) this.say(`stopped early after ${event.epochs} epochs`);
    }
  }

  /** Leaves the live line standing. */
  done(): void {
    this.#showers?.[0].done();
  }

  #show(line: string): void {
    if (this.#showers) this.#showers[0].say(line);
    else this.#output.write(`${line}\n`);
  }
}
