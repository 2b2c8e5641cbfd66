/** @file The contract every family of figures keeps: from what a training has said so far to figures. */
import type { Figure } from "#figures";
import type { DenoisingSample, Latency, ReconstructionSample, SplitResult } from "#training-loops";
import type { History } from "../history.ts";

/** When something can be drawn, by the names of the facts. */
export type Moment =
  | "on_start"
  | "on_epoch_end"
  | "on_validation_end"
  | "on_train_end"
  | "on_test_end"
  | "on_exception";

/** How much is drawn. */
export type Mode = "light" | "heavy";

export interface Family {
  /** Moments at which there is something new to draw. */
  readonly moments: readonly Moment[];
  /** What `true` in the config means. */
  readonly usualMode: Mode;
  /**
   * Figures that `draw` would make, by the names that stand in their files; the first is the family's own. None where there is
   * nothing to draw. Runs no model.
   */
  figures(material: Material, mode: Mode): readonly string[];
  draw(material: Material, mode: Mode): Promise<Drawn>;
}

/** Everything a family may look at; what is a function costs a pass of the model. */
export interface Material {
  readonly moment: Moment;
  /** The last epoch that ended (or was validated); null before the first. */
  readonly epoch: number | null;
  readonly history: History;
  readonly test: SplitResult | null;
  readonly reconstruction: (() => Promise<ReconstructionSample>) | null;
  readonly latency: (() => Promise<readonly Latency[]>) | null;
  readonly denoising: (() => Promise<DenoisingSample>) | null;
}

/** Figures by name, or why there are none. */
export type Drawn = { readonly figures: Readonly<Record<string, Figure>> } | { readonly nothing: string };
