/**
 * @file How the weights of a loop move, as its config says: optimizer, schedule, gathered batches, average, frozen parts,
 * and what happens at a number that is not finite. Every loop builds its learning steps here.
 */
import {
  type HostBatch,
  Learning,
  type ModelState,
  type Optimizer,
  type PlateauState,
  type ReduceOnPlateau,
  type Reports,
  type Runtime,
  type Schedule,
  type TraceObjective,
  type Variable,
} from "#engine";
import { FixableError } from "#utils/fixable-error.ts";
import type { SplitResult } from "../split-result.ts";
import type { TrainerConfig } from "../trainer-config.ts";
import { EarlyStopping, type EarlyStoppingState } from "./early-stopping.ts";
import { variablesNamed } from "./named-variables.ts";
import { buildOptimizer, type OptimizerConfig, optimizerConfig } from "./optimizer-config.ts";
import { buildSchedule, type ScheduleConfig } from "./schedule-config.ts";

export interface OptimizationConfig {
  readonly trainer: TrainerConfig;
  readonly optimizer?: OptimizerConfig | undefined;
  readonly schedule?: ScheduleConfig | undefined;
}

/** What a resumed training has to know again, beyond the numbers in the state; plain JSON. */
export interface OptimizationMemory {
  readonly plateau: PlateauState | null;
  readonly earlyStopping: EarlyStoppingState;
  readonly skipped: number;
}

export interface Player {
  /** "" for the only one of most loops. */
  readonly name: string;
  readonly isIdle?: (parameter: Variable) => boolean;
  /** The config's where it is left out. */
  readonly optimizer?: (schedule: Schedule) => Optimizer;
}

export class Optimization {
  readonly earlyStopping: EarlyStopping;
  readonly #config: OptimizationConfig;
  readonly #state: ModelState;
  readonly #isFrozen: (variable: Pick<Variable, "name">) => boolean;
  readonly #schedule: Schedule;
  readonly #plateau: ReduceOnPlateau | null;
  readonly #averageDecay: number | undefined;
  #skipped = 0;

  /**
   * @param batchesPerEpoch that the loop learns from
   * @param usual what `auto` means in this loop
   * @throws FixableError `training/unknown-parameters` where `freeze` names nothing
   */
  constructor(
    config: OptimizationConfig,
    state: ModelState,
    batchesPerEpoch: number,
    usual: { readonly emaDecay: number | null } = { emaDecay: null },
  ) {
    const { ema_decay } = config.trainer;
    this.#averageDecay = (ema_decay === "auto" ? usual.emaDecay : ema_decay) ?? undefined;
    const { epochs, accumulate, freeze, early_stopping } = config.trainer;
    const length = { epochs, stepsPerEpoch: batchesPerEpoch / accumulate };
    const { schedule, plateau } = buildSchedule(config.schedule ?? { kind: "constant" }, length);
    this.#config = config;
    this.#state = state;
    this.#schedule = schedule;
    this.#plateau = plateau;
    this.#isFrozen = variablesNamed(freeze, state.variables, "phase1.trainer.freeze");
    this.earlyStopping = new EarlyStopping(early_stopping);
  }

  get memory(): OptimizationMemory {
    return {
      plateau: this.#plateau && this.#plateau.state,
      earlyStopping: this.earlyStopping.state,
      skipped: this.#skipped,
    };
  }

  remember({ plateau, earlyStopping, skipped }: OptimizationMemory): void {
    if (this.#plateau && plateau) this.#plateau.state = plateau;
    this.earlyStopping.state = earlyStopping;
    this.#skipped = skipped;
  }

  /** Of the last step taken; of the first one before it. */
  get learningRate(): number {
    return this.#config.trainer.lr * this.#schedule(Math.max(0, this.#state.step - 1));
  }

  /** After the validation of an epoch. */
  observe(validation: SplitResult): void {
    this.#plateau?.observe(validation.losses.total);
    this.earlyStopping.observe(validation);
  }

  learning(objective: TraceObjective, runtime: Runtime, player: Player = { name: "" }): GuardedLearning {
    const { trainer, optimizer = optimizerConfig.parse({ kind: "adam" }) } = this.#config;
    const usual = { learningRate: trainer.lr, weightDecay: trainer.weight_decay, schedule: this.#schedule };
    const { isIdle = () => false } = player;
    const learning = new Learning(objective, this.#state, {
      ...{ runtime, seed: trainer.seed, clipNorm: trainer.grad_clip, player: player.name },
      optimizer: player.optimizer?.(this.#schedule) ?? buildOptimizer(optimizer, usual),
      accumulate: trainer.accumulate,
      ...(this.#averageDecay !== undefined && { averageDecay: this.#averageDecay }),
      isFrozen: (variable) => isIdle(variable) || this.#isFrozen(variable),
    });
    return new GuardedLearning(learning, this.#state, () => this.#maySkip());
  }

  #maySkip(): boolean {
    if (this.#skipped >= this.#config.trainer.skip_nonfinite) return false;
    this.#skipped++;
    return true;
  }
}

/** Learning that never lets a number that is not finite into the weights. */
export class GuardedLearning implements AsyncDisposable {
  readonly #learning: Learning;
  readonly #state: ModelState;
  readonly #maySkip: () => boolean;

  constructor(learning: Learning, state: ModelState, maySkip: () => boolean) {
    this.#learning = learning;
    this.#state = state;
    this.#maySkip = maySkip;
  }

  /**
   * @param where of the batch, for the message
   * @returns null where the step was left out: everything is as it was before
   * @throws FixableError `training/diverged` at a loss or gradient that is not finite, the state as before the step
   */
  async run(batch: HostBatch, where: string): Promise<Reports | null> {
    const [values, progress] = [{ ...this.#state.values }, { ...this.#state.progress }];
    const reports = await this.#learning.run(batch);
    const wrong = Object.entries(reports).filter(
      ([name, numbers]) => mustBeFinite(name) && !numbers.every(Number.isFinite),
    );
    if (wrong.length === 0) return reports;
    Object.assign(this.#state.values, values);
    this.#state.progress = progress;
    if (this.#maySkip()) return null;
    throw diverged(wrong, where);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#learning[Symbol.asyncDispose]();
  }
}

const mustBeFinite = (name: string) => name === "total" || name === "gradient_norm" || name.startsWith("loss.");

/** Terms are named before their sum, and the gradient only where every loss is finite. */
function diverged(wrong: readonly (readonly [string, Float32Array])[], where: string): FixableError {
  const rank = (name: string) => (name === "gradient_norm" ? 2 : name === "total" ? 1 : 0);
  const [first] = wrong.toSorted(([a], [b]) => rank(a) - rank(b));
  const [name, numbers] = first!;
  const value = numbers.find((number) => !Number.isFinite(number));
  return new FixableError({
    code: "training/diverged",
    problem: `the training ${name === "total" ? "loss" : name.replace(/^loss\./, "loss ")} became ${value}; a lower phase1.trainer.lr often helps`,
    where,
    fix: ["phase1.trainer.grad_clip=1.0", "phase1.trainer.skip_nonfinite=10"],
  });
}
