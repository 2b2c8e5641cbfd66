/** @file Which parts of a model need which loop: a critic one that trains it, a denoiser one that asks it. */
import type { AutoencoderConfig } from "#architectures";
import { FixableError } from "#utils/fixable-error.ts";

type ModelLoop = "ae" | "gan_ae" | "diffusion_ae";

/** @throws FixableError `training/needs-critic`, `training/idle-critic`, `training/needs-denoiser`, `training/idle-denoiser`, `training/no-mass-error` */
export function checkParts(loop: ModelLoop, { loss, decoder }: AutoencoderConfig): void {
  const [hasCritic, hasDenoiser] = [loss.kind === "adversarial", decoder.kind === "diffusion"];
  if (loop === "gan_ae" && !hasCritic) {
    throw new FixableError({
      code: "training/needs-critic",
      problem: `loop=gan_ae trains against a critic, which the loss "${loss.kind}" does not have`,
      where: "phase1.loss",
      fix: "phase1/loss=adversarial",
    });
  }
  if (loop !== "gan_ae" && hasCritic) {
    throw new FixableError({
      code: "training/idle-critic",
      problem: `the critic of the adversarial loss learns nothing with loop=${loop}`,
      where: "phase1.loss",
      fix: ["loop=gan_ae", "phase1/loss=reconstruction"],
    });
  }
  if (loop === "diffusion_ae" && !hasDenoiser) {
    throw new FixableError({
      code: "training/needs-denoiser",
      problem: `loop=diffusion_ae trains a denoiser, which the decoder "${decoder.kind}" is not`,
      where: "phase1.decoder",
      fix: "phase1/decoder=diffusion",
    });
  }
  if (loop === "diffusion_ae" && loss.mass_weight > 0) {
    throw new FixableError({
      code: "training/no-mass-error",
      problem: "loop=diffusion_ae learns from answers about noise, which have no masses to weigh",
      where: "phase1.loss.mass_weight",
      fix: "phase1.loss.mass_weight=0",
    });
  }
  if (loop !== "diffusion_ae" && hasDenoiser) {
    throw new FixableError({
      code: "training/idle-denoiser",
      problem: `loop=${loop} asks for whole events, and never for what a diffusion decoder has to learn`,
      where: "phase1.decoder",
      fix: "loop=diffusion_ae",
    });
  }
}
