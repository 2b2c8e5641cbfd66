/** @file Says in words what a run is before its first step, and what it has come to after its last one. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { StageCost } from "#architectures";
import type { EventSource } from "#data";
import type { Runtime } from "#engine";
import type { LoopPosition, TrainingEvent } from "#training-loops";
import { shortPath } from "#utils/short-path.ts";
import type { TrainConfig } from "../train-config.ts";
import { modelTable } from "./model-table.ts";
import type { RunConsole } from "./run-console.ts";

/** What is told of. */
export interface ToldRun {
  readonly config: TrainConfig;
  readonly runFolder: string;
  readonly data: EventSource;
  readonly runtime: Runtime;
}

type Of<K extends TrainingEvent["kind"]> = Extract<TrainingEvent, { kind: K }>;

/** A loss below this share of the first epoch's is next to nothing. */
const BY_HEART = 0.05;

export class RunTeller {
  readonly #run: ToldRun;
  readonly #console: RunConsole;
  #best: Of<"trained">["best"] = null;
  /** Losses of the few batches that `overfit_batches` repeats: in the first epoch, and after the last. */
  #byHeart: { readonly from: number; readonly to: number } | undefined;

  constructor(run: ToldRun, console: RunConsole) {
    this.#run = run;
    this.#console = console;
  }

  /** @param parts of the model @param from where a run is taken up */
  introduce(
    { parameters, trainEvents, epochs, stepsPerEpoch }: Of<"started">,
    parts: readonly StageCost[],
    from: LoopPosition | undefined,
  ): void {
    const { data, runtime, runFolder } = this.#run;
    const { loop, compat } = this.#run.config;
    const say = (line: string) => this.#console.say(line);
    const kinds = parts.map(({ kind }) => kind).join(" → ");
    say(`${loop}: ${kinds}, ${parameters.toLocaleString("en")} parameters, ${epochs} epoch${epochs === 1 ? "" : "s"}`);
    for (const line of modelTable(parts)) say(line);
    say(`events: ${trainEvents.toLocaleString("en")} for training from ${shortPath(data.provenance.path)}`);
    for (const warning of data.warnings) say(`note: ${warning}`);
    const cores = availableParallelism();
    if (runtime.threads > cores)
      say(`note: threads=${runtime.threads} on ${cores} cores is slower than threads=${cores}`);
    if (compat === "reference") say("note: compat=reference, the arithmetic of the Python system");
    say(`run: ${shortPath(runFolder)}`);
    if (!from) return;
    const within = from.part ? ` and ${from.part.steps} of ${stepsPerEpoch} steps` : "";
    say(`resumed after ${from.epoch} of ${epochs} epochs${within}`);
  }

  /** When everything else that an event leads to is done, its figures too. */
  observe(event: TrainingEvent): void {
    if (event.kind === "epoch")
      this.#byHeart = { from: this.#byHeart?.from ?? event.train.losses.total, to: event.validation.losses.total };
    if (event.kind === "trained") this.#afterTraining(event);
    if (event.kind === "tested") this.#conclude(event.test.losses.total);
  }

  #afterTraining({ best }: Of<"trained">): void {
    const { compat, phase1 } = this.#run.config;
    this.#best = best;
    if (phase1.trainer.overfit_batches !== null) this.#sayLearnedByHeart(phase1.trainer);
    const weights = best && compat === "none" ? `weights of epoch ${best.epoch + 1}` : "last weights";
    this.#console.say(`test: the ${weights} on the test split`);
  }

  #sayLearnedByHeart({ overfit_batches, epochs }: ToldRun["config"]["phase1"]["trainer"]): void {
    if (!this.#byHeart) return;
    const { from, to } = this.#byHeart;
    const batches = overfit_batches === 1 ? "one batch" : `${overfit_batches} batches`;
    this.#console.say(
      `learning ${batches} by heart: the loss went from ${from.toPrecision(4)} to ${to.toPrecision(4)}`,
    );
    if (to > BY_HEART * from)
      this.#console.say(
        `note: that is not next to nothing; try phase1.trainer.epochs=${3 * epochs}, or look at the model`,
      );
  }

  #conclude(testLoss: number): void {
    const { runFolder } = this.#run;
    const { logging } = this.#run.config;
    const best = this.#best;
    const found = best ? `best validation loss ${best.loss.toPrecision(5)} in epoch ${best.epoch + 1}, ` : "";
    this.#console.say(`${found}test loss ${testLoss.toPrecision(5)}`);
    if (logging.make_plots && logging.save_artifacts && !logging.dry_run) {
      this.#console.say(`figures: ${shortPath(join(runFolder, logging.figures_subdir))}`);
    }
    this.#console.say(`weights: ${shortPath(join(runFolder, best ? "model.pt" : "last.pt"))}`);
  }
}
