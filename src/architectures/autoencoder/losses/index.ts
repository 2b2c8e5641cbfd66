/** @file Every loss there is. To add one: write its file, then its line here. */
import type { VariableScope } from "#engine";
import type { ModelOptions } from "../model-options.ts";
import { AdversarialLoss, adversarialLossConfig } from "./adversarial.ts";
import type { CriticSizes } from "./critic.ts";
import type { Loss } from "./loss.ts";
import { ReconstructionLoss, reconstructionLossConfig } from "./reconstruction.ts";

export const losses = {
  reconstruction: { config: reconstructionLossConfig, build: ReconstructionLoss },
  adversarial: { config: adversarialLossConfig, build: AdversarialLoss },
} satisfies Record<string, LossEntry>;

interface LossEntry {
  readonly config: unknown;
  readonly build: new (config: never, sizes: CriticSizes, scope: VariableScope, options: ModelOptions) => Loss;
}
