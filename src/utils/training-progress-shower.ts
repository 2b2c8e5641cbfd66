/**
 * @file One live line in the terminal while a training runs, or one plain line an epoch where nobody watches
 * (a log file, a pipe, a batch job).
 */

export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal in characters. */
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

export interface TrainingLength {
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Training events an epoch, for the rate. */
  readonly eventsPerEpoch: number;
}

export interface EpochProgress {
  /** From 0. */
  readonly epoch: number;
  readonly trainLoss: number;
  readonly validationLoss: number;
  readonly wallSeconds: number;
  /** Training events per second. */
  readonly throughput: number;
  readonly isBest: boolean;
  /** One more thing to say, e.g. how long nothing has become better. */
  readonly note?: string;
}

const REDRAW_MS = 100;
/** From the cursor to the end of the line (ECMA-48, EL). */
const ERASE_REST = "\u001b[K";
const NARROWEST_BAR = 8;
const WIDEST_BAR = 30;

export class TrainingProgressShower {
  readonly #stream: ProgressStream;
  readonly #length: TrainingLength;
  readonly #nowMs: () => number;
  readonly #isLive: boolean;
  #startMs: number | undefined;
  /** Steps of the whole training done before this process took its first one: a resumed run starts in the middle. */
  #skippedSteps = 0;
  /** When the epoch began, or this process in the middle of it, and after how many of its steps. */
  #epochStartMs = 0;
  #epochStartSteps = 0;
  #lastDrawMs = Number.NEGATIVE_INFINITY;
  #lastEpoch: EpochProgress | undefined;
  #isDrawn = false;

  /** @param nowMs a clock that never runs backwards */
  constructor(stream: ProgressStream, length: TrainingLength, nowMs: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#length = length;
    this.#nowMs = nowMs;
    this.#isLive = stream.isTTY === true && process.env["TERM"] !== "dumb";
  }

  /** After every step; draws at most ten times a second. @param step from 0, within the epoch or over all of them */
  step(epoch: number, step: number, loss: number): void {
    if (!this.#isLive) return;
    const now = this.#nowMs();
    const within = step % this.#length.stepsPerEpoch;
    const isFirst = this.#startMs === undefined;
    if (isFirst) {
      this.#startMs = now;
      this.#skippedSteps = epoch * this.#length.stepsPerEpoch + within + 1;
    }
    if (within === 0 || isFirst) [this.#epochStartMs, this.#epochStartSteps] = [now, within + 1];
    if (this.#isTime(now)) this.#draw(epoch, within + 1, loss, now);
  }

  /** After every epoch. */
  epoch(progress: EpochProgress): void {
    this.#lastEpoch = progress;
    const { epochs, stepsPerEpoch } = this.#length;
    const now = this.#nowMs();
    if (!this.#isLive) this.#stream.write(`${this.#plainLine(progress)}\n`);
    else if (this.#isTime(now) || progress.epoch === epochs - 1) {
      this.#draw(progress.epoch, stepsPerEpoch, progress.trainLoss, now);
    }
  }

  /** Prints a line of someone else's above the live one. */
  say(text: string): void {
    this.#stream.write(this.#isDrawn ? `\r${text}${ERASE_REST}\n` : `${text}\n`);
    this.#isDrawn = false;
  }

  /** Leaves the last state standing and gives the terminal back. */
  done(): void {
    if (this.#isDrawn) this.#stream.write("\n");
    this.#isDrawn = false;
  }

  #isTime(now: number): boolean {
    return now - this.#lastDrawMs >= REDRAW_MS;
  }

  #plainLine({ epoch, trainLoss, validationLoss, wallSeconds, throughput, isBest, note }: EpochProgress): string {
    const losses = `train ${lossText(trainLoss)}  val ${lossText(validationLoss)}${isBest ? " (best)" : ""}`;
    return `epoch ${epoch + 1}/${this.#length.epochs}  ${losses}  ${wallSeconds.toFixed(1)} s  ${rateText(throughput)}${note ? `  ${note}` : ""}`;
  }

  #draw(epoch: number, stepsDone: number, loss: number, now: number): void {
    const { epochs, stepsPerEpoch, eventsPerEpoch } = this.#length;
    const counted = epoch * stepsPerEpoch + stepsDone - this.#skippedSteps;
    const perStepMs = counted > 0 ? (now - (this.#startMs ?? now)) / counted : Number.NaN;
    const leftMs = perStepMs * (epochs * stepsPerEpoch - epoch * stepsPerEpoch - stepsDone);
    const epochMs = now - this.#epochStartMs;
    const rate =
      this.#lastEpoch?.throughput ??
      ((stepsDone - this.#epochStartSteps) / stepsPerEpoch / epochMs) * eventsPerEpoch * 1000;

    const head = `epoch ${epoch + 1}/${epochs}`;
    // the first ones stay when the terminal is narrow
    const parts = [
      `train ${lossText(loss)}`,
      ...(this.#lastEpoch ? [`val ${lossText(this.#lastEpoch.validationLoss)}`] : []),
      ...(Number.isFinite(leftMs) ? [`${durationText(leftMs / 1000)} left`] : []),
      ...(Number.isFinite(rate) && rate > 0 ? [rateText(rate)] : []),
      ...(this.#lastEpoch?.note ? [this.#lastEpoch.note] : []),
    ];
    // one column stays free, because writing into the last one wraps on some terminals
    const room = (this.#stream.columns ?? 80) - 1;
    const lengthOf = () => [head, ...parts].join("  ").length;
    while (parts.length > 0 && lengthOf() > room) parts.pop();
    const barWidth = Math.min(WIDEST_BAR, room - lengthOf() - 2);
    const bar = barWidth >= NARROWEST_BAR ? [barText(stepsDone / stepsPerEpoch, barWidth)] : [];
    const line = [head, ...bar, ...parts].join("  ").slice(0, Math.max(0, room));
    this.#stream.write(`\r${line}${ERASE_REST}`);
    this.#isDrawn = true;
    this.#lastDrawMs = now;
  }
}

export function barText(fraction: number, width: number): string {
  const full = Math.round(Math.min(1, fraction) * width);
  return "━".repeat(full) + "┄".repeat(width - full);
}

/** Four significant digits: `0.4321`, `1.235e+5`, `NaN`. */
export function lossText(loss: number): string {
  const size = Math.abs(loss);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? loss.toExponential(3) : loss.toPrecision(4);
}

function rateText(eventsPerSecond: number): string {
  return eventsPerSecond >= 10_000
    ? `${(eventsPerSecond / 1000).toFixed(1)}k events/s`
    : `${Math.round(eventsPerSecond)} events/s`;
}

/** `42s`, `3m05s`, `2h07m`. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m${two(whole % 60)}s`;
  return `${Math.floor(whole / 3600)}h${two((whole % 3600) / 60)}m`;
}
