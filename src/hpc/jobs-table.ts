/**
 * @file The points of a sweep in the terminal: a line for each that runs, with its bar, losses and time left, and one for
 * all of them; where nobody watches (a log file, a pipe), one plain line when a point starts and one when it ends.
 */
import { barText, durationText, lossText, type ProgressStream } from "#utils/training-progress-shower.ts";
import type { JobMessage } from "./job-message.ts";
import type { ManifestPoint } from "./manifest.ts";
import type { PointEnd } from "./point-process.ts";

const REDRAW_MS = 100;
const BAR_WIDTH = 20;
const WIDEST_NAME = 36;
/** ECMA-48: to the beginning of a line above, and from the cursor to the end of the screen. */
const up = (lines: number) => `\u001b[${lines}F`;
const ERASE_BELOW = "\u001b[J";

interface Row {
  readonly point: ManifestPoint;
  readonly startMs: number;
  epochs: number;
  stepsPerEpoch: number;
  /** Steps of the whole training, and those that were done when this process took its first one. */
  stepsDone: number;
  skippedSteps: number | undefined;
  /** When that first one was heard of: starting up takes time that no step takes. */
  firstStepMs: number;
  loss: number | undefined;
  validationLoss: number | undefined;
  bestLoss: number | undefined;
}

export class JobsTable {
  readonly #stream: ProgressStream;
  readonly #points: number;
  readonly #nameOf: (point: ManifestPoint) => string;
  readonly #nowMs: () => number;
  readonly #isLive: boolean;
  readonly #rows = new Map<number, Row>();
  readonly #startMs: number;
  readonly #ended = { finished: 0, pruned: 0, failed: 0, interrupted: 0 };
  #drawnLines = 0;
  #lastDrawMs = Number.NEGATIVE_INFINITY;

  /**
   * @param points how many there are to run
   * @param nowMs a clock that never runs backwards
   */
  constructor(
    stream: ProgressStream,
    points: number,
    nameOf: (point: ManifestPoint) => string,
    nowMs: () => number = () => performance.now(),
  ) {
    this.#stream = stream;
    this.#points = points;
    this.#nameOf = nameOf;
    this.#nowMs = nowMs;
    this.#startMs = nowMs();
    this.#isLive = stream.isTTY === true && process.env["TERM"] !== "dumb";
  }

  start(point: ManifestPoint): void {
    this.#rows.set(point.number, {
      point,
      startMs: this.#nowMs(),
      epochs: 0,
      stepsPerEpoch: 0,
      stepsDone: 0,
      skippedSteps: undefined,
      firstStepMs: this.#nowMs(),
      loss: undefined,
      validationLoss: undefined,
      bestLoss: undefined,
    });
    if (!this.#isLive) this.#stream.write(`${this.#nameOf(point)}: started\n`);
    this.#draw();
  }

  /** What the process of a running point says. */
  hear(point: ManifestPoint, message: JobMessage): void {
    const row = this.#rows.get(point.number);
    if (row === undefined) return;
    if (message.kind === "started") Object.assign(row, message);
    if (message.kind === "step") {
      row.stepsDone = message.epoch * row.stepsPerEpoch + (message.step % Math.max(1, row.stepsPerEpoch)) + 1;
      this.#begin(row);
      row.loss = message.loss;
    }
    if (message.kind === "epoch") {
      row.stepsDone = (message.epoch + 1) * row.stepsPerEpoch;
      this.#begin(row);
      row.loss = message.trainLoss;
      row.validationLoss = message.validationLoss;
      if (row.bestLoss === undefined || message.validationLoss < row.bestLoss) row.bestLoss = message.validationLoss;
    }
    if (this.#nowMs() - this.#lastDrawMs >= REDRAW_MS) this.#draw();
  }

  #begin(row: Row): void {
    if (row.skippedSteps !== undefined) return;
    row.skippedSteps = row.stepsDone;
    row.firstStepMs = this.#nowMs();
  }

  /** @param isLast false where the point is started again */
  end(point: ManifestPoint, { state, reason }: PointEnd, isLast: boolean): void {
    const row = this.#rows.get(point.number);
    this.#rows.delete(point.number);
    if (isLast) this.#ended[state]++;
    const seconds = row ? ` after ${durationText((this.#nowMs() - row.startMs) / 1000)}` : "";
    const val = row?.bestLoss === undefined ? "" : `, best val ${lossText(row.bestLoss)}`;
    const why = reason ? `: ${reason}` : "";
    this.#say(`${this.#nameOf(point)}: ${state}${seconds}${val}${why}${isLast ? "" : "; starting it again"}`);
  }

  /** Leaves the lines that stand and gives the terminal back. */
  done(): void {
    this.#erase();
  }

  #say(line: string): void {
    this.#erase();
    this.#stream.write(`${line}\n`);
    this.#draw();
  }

  #erase(): void {
    if (this.#drawnLines > 0) this.#stream.write(`${up(this.#drawnLines)}${ERASE_BELOW}`);
    this.#drawnLines = 0;
  }

  #draw(): void {
    if (!this.#isLive) return;
    const width = (this.#stream.columns ?? 80) - 1;
    const rows = [...this.#rows.values()];
    const nameWidth = Math.min(WIDEST_NAME, Math.max(0, ...rows.map(({ point }) => this.#nameOf(point).length)));
    const lines = rows.map((row) => this.#line(row, nameWidth));
    const shown = lines.slice(0, MAX_ROWS);
    if (lines.length > shown.length) shown.push(`… and ${lines.length - shown.length} more`);
    shown.push(this.#summary());
    this.#erase();
    this.#stream.write(shown.map((line) => `${line.slice(0, width)}\n`).join(""));
    this.#drawnLines = shown.length;
    this.#lastDrawMs = this.#nowMs();
  }

  #line(row: Row, nameWidth: number): string {
    const fraction = fractionOf(row);
    const parts = [this.#nameOf(row.point).slice(0, nameWidth).padEnd(nameWidth), barText(fraction, BAR_WIDTH)];
    if (row.epochs > 0) {
      parts.push(`epoch ${Math.min(row.epochs, Math.floor(fraction * row.epochs) + 1)}/${row.epochs}`);
    }
    if (row.loss !== undefined) parts.push(`train ${lossText(row.loss)}`);
    if (row.validationLoss !== undefined) parts.push(`val ${lossText(row.validationLoss)}`);
    const left = this.#secondsLeft(row);
    if (left !== undefined) parts.push(`${durationText(left)} left`);
    return parts.join("  ");
  }

  #summary(): string {
    const { finished, pruned, failed, interrupted } = this.#ended;
    const running = [...this.#rows.values()];
    const done = finished + pruned + failed + interrupted;
    const parts = [`${done} of ${this.#points} done`];
    if (pruned > 0) parts.push(`${pruned} pruned`);
    if (failed > 0) parts.push(`${failed} failed`);
    const share = (done + running.reduce((sum, row) => sum + fractionOf(row), 0)) / this.#points;
    const elapsed = (this.#nowMs() - this.#startMs) / 1000;
    if (share > 0.02) parts.push(`about ${durationText((elapsed / share) * (1 - share))} left`);
    return parts.join(", ");
  }

  #secondsLeft(row: Row): number | undefined {
    const counted = row.stepsDone - (row.skippedSteps ?? row.stepsDone);
    if (counted === 0) return undefined;
    const perStep = (this.#nowMs() - row.firstStepMs) / 1000 / counted;
    return perStep * (row.epochs * row.stepsPerEpoch - row.stepsDone);
  }
}

/** More would push the terminal's lines out of reach. */
const MAX_ROWS = 20;

const fractionOf = ({ stepsDone, epochs, stepsPerEpoch }: Row): number =>
  epochs * stepsPerEpoch > 0 ? Math.min(1, stepsDone / (epochs * stepsPerEpoch)) : 0;
