/** @file Keys of the Python system's older configs, refused by name: what each is called now. */

export const legacyKeys: Readonly<Record<string, string>> = {
  "phase1.tokenizer": "phase1.latent_space",
  "phase1.encoder._target_": "phase1.encoder.kind",
  "phase1.decoder._target_": "phase1.decoder.kind",
  "phase1.latent_space._target_": "phase1.latent_space.kind",
  "phase1.encoder.latent_dim": "phase1.latent_space.latent_dim",
  "phase1.decoder.latent_dim": "phase1.latent_space.latent_dim",
  "phase1.loss_weights.globals_beta": "phase1.decoder.globals_beta",
  "model.latent_dim": "phase1.latent_space.latent_dim",
  "model.codebook_size": "phase1.latent_space.codebook_size",
  trainer: "phase1.trainer",
  plots: "logging",
  tokenizer: "phase1.latent_space",
  globals_beta: "phase1.decoder.globals_beta",
  "general.trainer.device": "device",
};
