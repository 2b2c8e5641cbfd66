/** @file The door of architectures: what is learned. */
export { type AutoencoderConfig, autoencoderConfig, buildAutoencoder } from "./autoencoder/assembly.ts";
export type { Autoencoder, AutoencoderParts, AutoencoderPass } from "./autoencoder/autoencoder.ts";
export { LATENTS_PER_CODE } from "./autoencoder/bottlenecks/codebook.ts";
export { type CompressingParts, type Compression, compressEvents, latentsOf } from "./autoencoder/compression.ts";
export { type DenoisingStep, DiffusionDecoder } from "./autoencoder/decoders/diffusion.ts";
export { denoisingObjective } from "./autoencoder/denoising.ts";
export { eventTensors, toHostBatch } from "./autoencoder/event-tensors.ts";
export { modernPart } from "./autoencoder/legacy-targets.ts";
export { AdversarialLoss, type AdversarialLossConfig, CRITIC_SCOPE } from "./autoencoder/losses/adversarial.ts";
export { type TrainedAutoencoder, trainedAutoencoder } from "./autoencoder/trained-autoencoder.ts";
export { SimpleMlp, type SimpleMlpConfig, simpleMlpFields } from "./simple/mlp.ts";
export { costsOf, oneEvent, type Stage, type StageCost } from "./stages.ts";
