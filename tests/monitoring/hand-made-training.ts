/** @file A training told by hand: the events of a small run with codes, with values that can be followed. */
import type { CollisionColumns } from "#data";
import type { DenoisingSample, EpochEvent, Losses, SplitResult, TrainingEvent } from "#training-loops";
import { RandomStream } from "#utils/seed.ts";

export interface HandMade {
  readonly epochs?: number;
  readonly codes?: number | null;
  readonly hasGlobals?: boolean;
  readonly events?: number;
  /** What the loop reports of a critic or a denoiser. */
  readonly loop?: "ae" | "gan_ae" | "diffusion_ae";
}

/** Started, validated and epoch events, trained, tested: in the order of a real loop. */
export function handMadeTraining(options: HandMade = {}): TrainingEvent[] {
  const { epochs = 3 } = options;
  const reconstruction = async () => sampleOf(options);
  const perEpoch = Array.from({ length: epochs }, (_, epoch): TrainingEvent[] => {
    const event = epochEvent(epoch, options);
    return [
      { kind: "step", epoch, step: 0, loss: 1 },
      { kind: "validated", epoch, validation: event.validation, reconstruction },
      event,
    ];
  });
  const last = splitOf(epochs - 1, 1.1, options);
  return [
    { kind: "started", epochs, stepsPerEpoch: 1, trainEvents: 100, parameters: 10 },
    ...perEpoch.flat(),
    {
      kind: "trained",
      epochs,
      best: { epoch: epochs - 1, loss: last.losses.total },
      wallSeconds: epochs,
      reconstruction,
      latency: async () =>
        [1, 8, 64, 512].map((batchSize) => ({
          batchSize,
          medianMs: 0.3 + batchSize / 100,
          p95Ms: 0.5 + batchSize / 80,
        })),
      ...(options.loop === "diffusion_ae" && { denoising: async () => onTheWay(options) }),
    },
    {
      kind: "tested",
      events: 80,
      weights: "latest",
      reconstruction: null,
      latency: null,
      flopsPerEvent: null,
      test: last,
      wallSeconds: 1,
    },
  ];
}

export function epochEvent(epoch: number, options: HandMade = {}): EpochEvent {
  const [train, validation] = [splitOf(epoch, 1, options), splitOf(epoch, 1.1, options)];
  return { kind: "epoch", epoch, train, validation, isBest: true, wallSeconds: 1, throughput: 8000 + 100 * epoch };
}

/** Losses fall as 1 / (1 + epoch), times `scale`. */
function splitOf(epoch: number, scale: number, { codes = 8, loop = "ae" }: HandMade): SplitResult {
  const fall = scale / (1 + epoch);
  const terms: Record<string, number> = {
    rec_tokens: 2 * fall,
    rec_globals: fall,
    ...(codes !== null && { vq: fall / 2 }),
    ...(loop === "gan_ae" && { adversarial: 1 - fall, critic: 2 * fall, penalty: 0.1 * fall }),
  };
  const total = Object.values(terms).reduce((sum, value) => sum + value, 0);
  const codeCounts =
    codes === null
      ? null
      : Float64Array.from({ length: codes }, (_, code) => Math.floor(1000 / (1 + code * (2 + 4 / (1 + epoch)))));
  return {
    losses: { ...terms, total } as Losses,
    metrics: { gradient_norm: 3 * fall, ...metricsOf(loop, fall) },
    codeCounts,
  };
}

function metricsOf(loop: HandMade["loop"], fall: number): Record<string, number> {
  if (loop === "gan_ae")
    return { score_truth: fall, score_reconstruction: -fall, critic_gradient_norm: fall, two_sample_auroc: 0.75 };
  if (loop !== "diffusion_ae") return {};
  return { denoise_q1: fall, denoise_q2: 0.8 * fall, denoise_q3: 0.6 * fall, denoise_q4: 0.4 * fall };
}

/** The reconstruction again and again; what is noisy about it is a part of φ. */
function onTheWay(options: HandMade): DenoisingSample {
  const { truth, reconstruction } = sampleOf(options);
  const turnedBy = (angle: number) => ({
    ...reconstruction,
    particles: {
      ...reconstruction.particles,
      phiRad: reconstruction.particles.phiRad.map((phi) => Math.atan2(Math.sin(phi + angle), Math.cos(phi + angle))),
    },
  });
  const ways = [1, 0.75, 0.5, 0.25];
  return { truth, steps: ways.map((way) => ({ way, noisy: turnedBy(way), clean: reconstruction })) };
}

function sampleOf({ events = 50, hasGlobals = true }: HandMade): {
  truth: CollisionColumns;
  reconstruction: CollisionColumns;
} {
  const random = RandomStream.of(1, "hand-made");
  const perEvent = 6;
  const count = events * perEvent;
  const draw = (value: () => number, length = count) => Float32Array.from({ length }, value);
  const angle = () => (2 * random.uniform() - 1) * Math.PI;
  const ptGeV = draw(() => 20 * (1 - random.uniform()) ** (-1 / 3));
  const eta = draw(() => 1.4 * random.normal());
  const ids = {
    event: Int32Array.from({ length: count }, (_, i) => Math.floor(i / perEvent)),
    type: Int32Array.from({ length: count }, (_, i) => 1 + (i % 3)),
  };
  const truth: CollisionColumns = {
    particles: { ...ids, ptGeV, eta, energyGeV: ptGeV.map((pt, i) => pt * Math.cosh(eta[i]!)), phiRad: draw(angle) },
    globals: {
      metGeV: draw(() => 60 * Math.hypot(random.normal(), random.normal()), events),
      metPhiRad: draw(angle, events),
    },
  };
  const smear = (values: Float32Array, share: number) => values.map((value) => value * (1 + share * random.normal()));
  const turn = (values: Float32Array, by: number) =>
    values.map((value) => Math.atan2(Math.sin(value + by * random.normal()), Math.cos(value)));
  const reconstruction: CollisionColumns = {
    particles: {
      ...ids,
      ptGeV: smear(truth.particles.ptGeV, 0.1),
      energyGeV: smear(truth.particles.energyGeV, 0.12),
      eta: truth.particles.eta.map((value) => 0.9 * value + 0.2 * random.normal()),
      phiRad: turn(truth.particles.phiRad, 0.3),
    },
    globals: hasGlobals
      ? { metGeV: smear(truth.globals.metGeV, 0.3), metPhiRad: turn(truth.globals.metPhiRad, 0.5) }
      : { metGeV: draw(() => Number.NaN, events), metPhiRad: draw(() => Number.NaN, events) },
  };
  return { truth, reconstruction };
}
