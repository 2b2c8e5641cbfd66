/** @file Every loss there is. To add one: write its file, then its line here. */
import type { Loss } from "./loss.ts";
import { ReconstructionLoss, reconstructionLossConfig } from "./reconstruction.ts";

export const losses = {
  reconstruction: { config: reconstructionLossConfig, build: ReconstructionLoss },
} satisfies Record<string, LossEntry>;

interface LossEntry {
  readonly config: unknown;
  readonly build: new (config: never) => Loss;
}
