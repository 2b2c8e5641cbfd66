/**
 * @file Which family draws now: listens to a training, remembers its history, and writes figures at the moments
 * the config asks for. Whatever goes wrong in here is reported once and never stops the training.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Figure, onPaper, renderFigure } from "#figures";
import type { EpochEvent, TrainingEvent } from "#training-loops";
import { writeFileAtomic } from "#utils/atomic-file.ts";
import { type Family, type FamilyName, families, type Material, type Mode, type Moment } from "./families/index.ts";
import { fileNameOf } from "./file-name.ts";
import { GrowingHistory } from "./history.ts";
import { type LoggingConfig, modeOf } from "./logging-config.ts";

export interface MonitoringOptions {
  /** Made when the first figure is written: `figures_subdir` inside the run folder. */
  readonly figuresFolder: string;
  /** Told once per family, and once when files cannot be written. */
  readonly onProblem: (message: string) => void;
  /** Told what a dry run would draw, and once per family that has nothing to draw; `onProblem` unless given. */
  readonly onNote?: (message: string) => void;
}

export interface Monitoring {
  /** Epochs of before, where a training goes on: figures begin with them. */
  recall(epochs: readonly EpochEvent[]): void;
  /**
   * Never throws. Returns when the figures of a last moment are on disk; those of an epoch are still being written
   * while the training goes on, at most one moment behind.
   */
  observe(event: TrainingEvent): Promise<void>;
  /** When every figure so far is on disk; for runs that end without a last moment. */
  settled(): Promise<void>;
}

interface Route {
  readonly moment: Moment;
  /** Its switch in the config; `on_start` has none, since no family has anything to draw yet. */
  readonly isOn: (moments: LoggingConfig["moments"]) => boolean;
  /** Every epoch: light, and without waiting for the files. */
  readonly isQuick?: boolean;
}

const ROUTES: { readonly [K in TrainingEvent["kind"]]: Route | null } = {
  started: { moment: "on_start", isOn: () => true },
  step: null,
  looked: null,
  validated: { moment: "on_validation_end", isOn: (moments) => moments.on_validation_end, isQuick: true },
  epoch: { moment: "on_epoch_end", isOn: (moments) => moments.on_epoch_end_quick, isQuick: true },
  trained: { moment: "on_train_end", isOn: (moments) => moments.on_train_end_full },
  tested: { moment: "on_test_end", isOn: (moments) => moments.on_test_end },
  failed: { moment: "on_exception", isOn: (moments) => moments.on_exception },
};

type NamedFigure = readonly [file: string, figure: Figure];

/** @param table families by name; all there are, unless told */
export function openMonitoring(
  config: LoggingConfig,
  options: MonitoringOptions,
  table: Readonly<Record<FamilyName, Family>> = families,
): Monitoring {
  const { figuresFolder } = options;
  const history = new GrowingHistory();
  const problem = onceEach(options.onProblem);
  const note = onceEach(options.onNote ?? options.onProblem);
  const isOff = !config.make_plots || !config.save_artifacts;
  let writing: Promise<void> = Promise.resolve();

  const fileOf = (name: string, { moment, epoch }: Material) =>
    `${fileNameOf(config.file_naming, name, moment, epoch ?? 0)}.${config.fig_format}`;

  async function figuresOf(name: FamilyName, mode: Mode, material: Material): Promise<NamedFigure[]> {
    try {
      const drawn = await table[name].draw(material, mode);
      if ("figures" in drawn)
        return Object.entries(drawn.figures).map(([own, figure]) => [fileOf(own, material), figure]);
      note(`${name}/nothing`, `nothing to draw for "${name}": ${drawn.nothing}`);
    } catch (error) {
      problem(name, `the figures of "${name}" failed at ${material.moment}, the training goes on: ${messageOf(error)}`);
    }
    return [];
  }

  async function write(figures: readonly NamedFigure[]): Promise<void> {
    for (const [file, figure] of figures) {
      try {
        const labelled = onPaper(figure, { label: config.label });
        const content = await renderFigure(labelled, config.fig_format, { dpi: config.dpi });
        await mkdir(figuresFolder, { recursive: true });
        await writeFileAtomic(join(figuresFolder, file), content, { durable: false }); // can be drawn again
      } catch (error) {
        problem(
          "files",
          `${join(figuresFolder, file)} could not be written, the training goes on: ${messageOf(error)}`,
        );
      }
    }
  }

  async function observe(event: TrainingEvent): Promise<void> {
    if (event.kind === "epoch") history.add(event);
    const route = ROUTES[event.kind];
    if (!route || isOff || !route.isOn(config.moments)) return;
    const material = materialOf(event, route.moment, history);
    const figures: NamedFigure[] = [];
    for (const name of Object.keys(table) as FamilyName[]) {
      const chosen = modeOf(name, config);
      if (chosen === null || !table[name].moments.includes(route.moment)) continue;
      const mode = route.isQuick ? "light" : chosen;
      if (config.dry_run) {
        for (const own of table[name].figures(material, mode))
          note(fileOf(own, material), `dry run: would draw ${fileOf(own, material)}`);
      } else figures.push(...(await figuresOf(name, mode, material)));
    }
    await writing;
    writing = write(figures);
    if (!route.isQuick) await writing;
  }

  const recall = (epochs: readonly EpochEvent[]) => {
    for (const event of epochs) history.add(event);
  };
  return { recall, observe, settled: () => writing };
}

function materialOf(event: TrainingEvent, moment: Moment, history: GrowingHistory): Material {
  const epoch = event.kind === "validated" ? event.epoch : (history.epochs.at(-1)?.epoch ?? null);
  return {
    moment,
    epoch,
    history,
    test: event.kind === "tested" ? event.test : null,
    reconstruction: event.kind === "validated" || event.kind === "trained" ? event.reconstruction : null,
    latency: event.kind === "trained" ? event.latency : null,
    denoising: (event.kind === "trained" && event.denoising) || null,
  };
}

/** Passes on the first message of each kind. */
function onceEach(tell: (message: string) => void): (kind: string, message: string) => void {
  const told = new Set<string>();
  return (kind, message) => {
    if (told.has(kind)) return;
    told.add(kind);
    tell(message);
  };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
