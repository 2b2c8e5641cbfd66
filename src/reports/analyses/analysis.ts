/** @file The contract every analysis keeps: a question asked of finished runs, and the figures that answer it. */
import type { RunTables } from "#facts";
import type { Figure } from "#figures";
import type { InferenceResults } from "../inference/write-inference.ts";
import type { ReportConfig } from "../report-config.ts";
import type { RunGroups } from "../run-groups.ts";

export interface Analysis {
  /** One sentence, as it stands in the manifest. */
  readonly question: string;
  /** Folder of the report that its figures go to; `training` unless told. */
  readonly folder?: "training" | "inference";
  /**
   * Looked at before anything is drawn.
   *
   * @throws FixableError when these runs cannot answer the question
   */
  readonly expects?: (material: Material) => void;
  /** By the names that `outputs.which_figures` takes. */
  readonly figures: Readonly<Record<string, (material: Material) => Drawing>>;
}

export interface Material {
  readonly tables: RunTables;
  /** Runs that differ in nothing but their seed stand together. */
  readonly groups: RunGroups;
  readonly config: ReportConfig;
  /** What the models made of their test events; null unless `inference.enabled`. */
  readonly inference: InferenceResults | null;
}

/** A figure, or why there is none. */
export type Drawing = { readonly figure: Figure } | { readonly nothing: string };
