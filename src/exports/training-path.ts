/**
 * @file What the training itself says about some events, by the names of exported inputs and outputs: its own transform, its
 * own graph with weights from outside, its own way back. What a file is held against.
 */
import { latentsOf, toHostBatch } from "#architectures";
import { type CollisionColumns, type EnergyUnit, type EventBatch, fromGeV } from "#data";
import { Compiled, type HostTensor } from "#engine";
import { eventErrors } from "#evaluation";
import type { ExportedRun } from "./exported-run.ts";
import type { PortName } from "./onnx/ports.ts";
import { SMALLEST_MET_GEV } from "./transforms/physics.ts";

export interface TrainingAnswers {
  readonly values: Readonly<Partial<Record<PortName, HostTensor>>>;
  /** `[event, particle, feature]` and `[event, global]`, as the model gives them, before the way back to physics. */
  readonly features: { readonly particles: Float32Array; readonly globals: Float32Array | null };
}

export interface TrainingPath extends AsyncDisposable {
  /** @param batch as the training sees it */
  answers(batch: EventBatch): Promise<TrainingAnswers>;
}

export function openTrainingPath(run: ExportedRun): TrainingPath {
  const compiled = new Compiled(
    (traced) => {
      const { reconstruction, ...compression } = run.model.pass(traced, false);
      const { tokens, globals } = reconstruction;
      const latents = latentsOf(compression);
      const [codes, codesOfGlobals] = [compression.compressed.indices, compression.globals?.compressed.indices];
      return {
        outputs: {
          tokens_hat: tokens,
          latent: latents.particles,
          ...(globals && { globals_hat: globals }),
          ...(codes && { indices: codes.toFloat() }),
          ...(latents.globals && { globals_latent: latents.globals }),
          ...(codesOfGlobals && { globals_indices: codesOfGlobals.toFloat() }),
        },
      };
    },
    { runtime: run.runtime },
  );
  return {
    answers: async (batch) => inUnitsOfTheFile(run, batch, await compiled.run(toHostBatch(batch), run.weights, 0)),
    [Symbol.asyncDispose]: () => compiled[Symbol.asyncDispose](),
  };
}

function inUnitsOfTheFile(
  run: ExportedRun,
  batch: EventBatch,
  { tokens_hat, globals_hat, latent, indices, globals_latent, globals_indices }: Readonly<Record<string, HostTensor>>,
): TrainingAnswers {
  const { transform } = run.data;
  const { unit } = transform.describe();
  const tokens = tokens_hat!.data as Float32Array;
  const globals = (globals_hat?.data ?? null) as Float32Array | null;
  const truth = transform.invert(batch);
  // whatever the mask counts comes back, which is padding as well under compat=reference
  const counted = { ...batch, ids: Int32Array.from(batch.mask, (real) => (real > 0.5 ? 1 : 0)) };
  const back = transform.invert({ ...counted, tokens, globals: globals ?? batch.globals });
  const particles = batch.ids.length / batch.size;
  const float = (data: Float32Array, ...inner: readonly number[]): HostTensor => {
    return { dtype: "float32", shape: [batch.size, ...inner], data };
  };
  const width = latent!.shape.at(-1)!;
  return {
    values: {
      particles: float(particlesOf(batch.ids, truth, unit), particles, 4),
      types: { dtype: "int64", shape: [batch.size, particles], data: BigInt64Array.from(batch.ids, BigInt) },
      globals: float(globalsOf(truth, unit), 2),
      mask: float(batch.mask, particles),
      latents: float(whereReal(latent!.data as Float32Array, batch.mask), particles, width),
      ...(globals_latent && { globals_latent }),
      ...(indices && { codes: codesOf(indices, batch.mask) }),
      ...(globals_indices && { globals_codes: wholeNumbers(globals_indices) }),
      reconstructed_particles: float(particlesOf(counted.ids, back, unit), particles, 4),
      ...(globals && { reconstructed_globals: float(globalsOf(back, unit), 2) }),
      reconstruction_error: float(eventErrors(batch, { tokens, globals: null }).mse),
    },
    features: { particles: tokens, globals },
  };
}

/** `[event, particle, 4]` as a file has them; 0 where the id is 0. */
function particlesOf(ids: Int32Array, { particles }: CollisionColumns, unit: EnergyUnit): Float32Array {
  const values = new Float32Array(ids.length * 4);
  let real = 0;
  ids.forEach((id, at) => {
    if (id === 0) return;
    const [energy, pt] = [particles.energyGeV[real]!, particles.ptGeV[real]!].map((GeV) => fromGeV(GeV, unit));
    values.set([energy!, pt!, particles.eta[real]!, particles.phiRad[real]!], at * 4);
    real++;
  });
  return values;
}

function globalsOf({ globals: { metGeV, metPhiRad } }: CollisionColumns, unit: EnergyUnit): Float32Array {
  const met = (GeV: number) => fromGeV(unit === "logMeV" ? Math.max(GeV, SMALLEST_MET_GEV) : GeV, unit);
  return Float32Array.from({ length: 2 * metGeV.length }, (_, i) =>
    i % 2 === 0 ? met(metGeV[i / 2]!) : metPhiRad[(i - 1) / 2]!,
  );
}

function whereReal(values: Float32Array, mask: Float32Array): Float32Array {
  const width = values.length / mask.length;
  return values.map((value, i) => (mask[Math.floor(i / width)]! > 0.5 ? value : 0));
}

function wholeNumbers({ shape, data }: HostTensor): HostTensor {
  return { dtype: "int64", shape, data: BigInt64Array.from(data as Float32Array, BigInt) };
}

function codesOf({ shape, data }: HostTensor, mask: Float32Array): HostTensor {
  const stages = data.length / mask.length;
  const codes = Array.from(data as Float32Array, (code, i) =>
    mask[Math.floor(i / stages)]! > 0.5 ? BigInt(code) : -1n,
  );
  return { dtype: "int64", shape, data: BigInt64Array.from(codes) };
}
