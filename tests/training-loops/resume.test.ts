/** @file Every loop, cut after an epoch or within one and taken up again, gives the bits of one that was never cut. */
import { describe, expect, test } from "vitest";
import {
  type EpochEvent,
  type LoopName,
  type LoopPosition,
  type StepEvent,
  type TrainingEvent,
  trainingLoops,
} from "#training-loops";
import { jsonText, valueOfJson } from "#utils/json-text.ts";
import { preparedLoop } from "./every-loop.ts";

/** Every option that keeps something from step to step or from epoch to epoch. */
const ways: Readonly<Record<string, readonly string[]>> = {
  "as it is by default": [],
  ...Object.fromEntries(
    ["adamw", "lion", "radam", "sgd"].map((kind) => [
      `with ${kind}`,
      [`phase1/optimizer=${kind}`, "phase1.trainer.lr=3e-4"],
    ]),
  ),
  ...Object.fromEntries(["step", "cosine", "one_cycle"].map((kind) => [`with ${kind}`, [`phase1/schedule=${kind}`]])),
  "with a rate that falls on a plateau": [
    "phase1/schedule=reduce_on_plateau",
    "phase1.schedule.patience=0",
    "phase1.schedule.threshold=0.9",
  ],
  "with batches gathered over the end of an epoch": ["phase1.trainer.accumulate=3"],
  "with few batches": ["phase1.trainer.limit_batches=3"],
  "with weights of classes and of features": ["data.class_weights=balanced", "phase1.loss.feature_weights.eta=3"],
  "with averaged weights": ["phase1.trainer.ema_decay=0.9"],
  "with an early end in sight": [
    "phase1.trainer.early_stopping.patience=2",
    "phase1.trainer.early_stopping.min_delta=1000",
  ],
};

/** What a loop of its own keeps. */
const wayOfLoop: { readonly [K in LoopName]?: readonly string[] } = { gan_ae: ["phase1.loss.critic_steps=2"] };

/** Seven batches an epoch. */
const prepared = (loop: LoopName, way: string) =>
  preparedLoop(loop, ["phase1.trainer.batch_size=32", ...(wayOfLoop[loop] ?? []), ...ways[way]!]);

type Cut = (event: TrainingEvent) => boolean;
const inSecondEpoch = (event: TrainingEvent, step: number) =>
  event.kind === "step" && event.epoch === 1 && event.step === step;

/** Ways and loops take turns with them. */
const places: readonly (readonly [place: string, cut: (stepsPerEpoch: number) => Cut])[] = [
  ["after an epoch", () => (event) => event.kind === "epoch" && event.epoch === 0],
  ["after the first step of an epoch", () => (event) => inSecondEpoch(event, 0)],
  ["in the middle of an epoch", (steps) => (event) => inSecondEpoch(event, steps >> 1)],
  ["after the last step of an epoch", (steps) => (event) => inSecondEpoch(event, steps - 1)],
  ["while an epoch is validated", () => (event) => event.kind === "looked" && event.position?.().epoch === 1],
];

const positionOf = (event: TrainingEvent) => {
  if (event.kind === "epoch") return { epoch: event.epoch + 1, memory: event.memory };
  return (event as StepEvent).position!();
};

describe.each(
  Object.keys(trainingLoops).map((loop, at) => [loop as LoopName, at] as const),
)("loop %s", (loop, turn) => {
  const cases = Object.keys(ways).map((way, at) => [way, ...places[(at + turn) % places.length]!] as const);
  test.each(cases)("%s, cut %s, goes on as if nothing had happened", async (way, _, cutAt) => {
    const whole = await prepared(loop, way);
    const epochs: EpochEvent[] = [];
    let best: LoopPosition["best"] = null;
    let isCut: Cut = () => false;
    let point: { position: LoopPosition; snapshot: ReturnType<typeof whole.state.toSnapshot> } | undefined;
    for await (const event of whole.events()) {
      if (event.kind === "started") isCut = cutAt(event.stepsPerEpoch);
      if (event.kind === "epoch") epochs.push(event);
      if (event.kind === "epoch" && event.isBest) {
        const { epoch, validation } = event;
        best = { epoch, loss: validation.losses.total, weights: whole.state.toTensors(whole.state.judged) };
      }
      if (point || !isCut(event)) continue;
      const kept = valueOfJson(jsonText(positionOf(event))) as ReturnType<typeof positionOf>;
      point = { position: { ...kept, best, wallSeconds: 1 }, snapshot: whole.state.toSnapshot() };
    }
    const resumed = await prepared(loop, way);
    resumed.state.restore(point!.snapshot);
    const later: EpochEvent[] = [];
    for await (const event of resumed.events(point!.position)) if (event.kind === "epoch") later.push(event);
    const measured = ({ train, validation, isBest, memory }: EpochEvent) => ({ train, validation, isBest, memory });
    expect(later.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(later.map(measured)).toEqual(epochs.slice(1).map(measured));
    expect(resumed.state.toTensors()).toEqual(whole.state.toTensors());
  });
});
