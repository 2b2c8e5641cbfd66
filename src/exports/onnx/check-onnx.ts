/** @file Runs an exported file in a second runtime and holds it against what the training says about the same events. */
import type { EventBatch } from "#data";
import type { HostTensor } from "#engine";
import { FixableError } from "#utils/fixable-error.ts";
import type { ExportedRun } from "../exported-run.ts";
import { openTrainingPath, type TrainingAnswers } from "../training-path.ts";
import { relativeDistance } from "../transforms/columns.ts";
import { type TracedTransform, tracedTransform } from "../transforms/index.ts";
import type { PortName } from "./ports.ts";
import { openSecondRuntime } from "./second-runtime.ts";

/** Largest difference of a number, in the units of the training: one is a standard deviation of the column. */
export const LIMIT = 1e-5;
/** Share of the codes that may fall on the other side of a tie. */
const MOST_TIES = 1e-3;
/** Events of the validation split; in batches of several sizes, because a file takes any. */
const EVENTS = 200;
const BATCHES = [1, 7, EVENTS - 8];

/** Outputs that are whole numbers. */
const CODES: readonly PortName[] = ["codes", "globals_codes"];

export interface OnnxCheck {
  readonly runtime: string;
  readonly events: number;
  readonly largest: number;
  /** The output that has it; null where there are codes alone. */
  readonly output: PortName | null;
  /** Codes that differ because two were equally near, and how many were compared. */
  readonly ties: number;
  readonly codes: number;
}

/** @throws FixableError `exports/differs` */
export async function checkOnnx(bytes: Uint8Array, run: ExportedRun): Promise<OnnxCheck> {
  const { data } = run;
  const transform = tracedTransform(data.transform.describe());
  await using training = openTrainingPath(run);
  await using file = await openSecondRuntime(bytes);
  const found = { largest: 0, output: null as PortName | null, ties: 0, codes: 0 };
  let events = 0;
  for (const batch of batchesOf(run)) {
    const answers = await training.answers(batch);
    const results = await file.run(answers.values as Record<string, HostTensor>);
    const otherCodes = CODES.map((name) => differingCodes(results[name], answers.values[name]));
    const isTied = (event: number) => otherCodes.some(({ events }) => events.has(event));
    for (const [name, result] of Object.entries(results)) {
      if (CODES.includes(name as PortName)) continue;
      const largest = largestDistance(name as PortName, result, { answers, transform, isTied });
      found.output ??= name as PortName;
      if (largest > found.largest) Object.assign(found, { largest, output: name });
    }
    found.ties += otherCodes.reduce((sum, { count }) => sum + count, 0);
    found.codes += CODES.reduce((sum, name) => sum + (results[name]?.data.length ?? 0), 0);
    events += batch.size;
  }
  const check = { ...found, events, runtime: file.name };
  assertEqual(check);
  return check;
}

function* batchesOf({ data }: ExportedRun): Generator<EventBatch> {
  let from = 0;
  for (const size of BATCHES) {
    const to = Math.min(from + size, data.counts.val);
    if (to === from) return;
    const rows = Int32Array.from({ length: to - from }, (_, i) => from + i);
    yield* data.batchesOf("val", rows, rows.length);
    from = to;
  }
}

interface Comparison {
  readonly answers: TrainingAnswers;
  readonly transform: TracedTransform;
  /** Whether an event got another code somewhere, so that the rest of it says nothing. */
  readonly isTied: (event: number) => boolean;
}

function largestDistance(name: PortName, actual: HostTensor, comparison: Comparison): number {
  const expected = comparison.answers.values[name]!.data;
  const distance = distances[name] ?? ((_i, a, b) => relativeDistance(a, b, b));
  const perEvent = actual.data.length / actual.shape[0]!;
  let largest = 0;
  (actual.data as Float32Array).forEach((value, i) => {
    if (comparison.isTied(Math.floor(i / perEvent))) return;
    const found = distance(i, value, Number(expected[i]), comparison);
    largest = farther(largest, found);
  });
  return largest;
}

/** What is no number is infinitely far from everything. */
export const farther = (one: number, other: number): number => (Number.isNaN(other) ? Infinity : Math.max(one, other));

type Distance = (i: number, actual: number, expected: number, comparison: Comparison) => number;

/** Of what comes back in the units of the file; everything else is compared as it is. */
const distances: { readonly [P in PortName]?: Distance } = {
  reconstructed_particles(i, actual, expected, { answers, transform }) {
    const [particle, column] = [Math.floor(i / 4), i % 4];
    if (answers.values.mask!.data[particle] === 0) return Math.abs(actual);
    const { particles } = answers.features;
    const width = (4 * particles.length) / answers.values.reconstructed_particles!.data.length;
    const features = particles.subarray(particle * width, (particle + 1) * width);
    return transform.particleDistance(column, actual, expected, features);
  },
  reconstructed_globals(i, actual, expected, { answers, transform }) {
    const [event, column] = [Math.floor(i / 2), i % 2];
    const globals = answers.features.globals!;
    const width = (2 * globals.length) / answers.values.reconstructed_globals!.data.length;
    return transform.globalDistance(column, actual, expected, globals.subarray(event * width, (event + 1) * width));
  },
};

function differingCodes(actual: HostTensor | undefined, expected: HostTensor | undefined) {
  const events = new Set<number>();
  let count = 0;
  actual?.data.forEach((code: unknown, i: number) => {
    if (code === expected!.data[i]) return;
    count++;
    events.add(Math.floor((i * actual.shape[0]!) / actual.data.length));
  });
  return { count, events };
}

function assertEqual({ largest, output, ties, codes, runtime, events }: OnnxCheck): void {
  if (events === 0) {
    const problem = "there are no validation events to hold the file against; nothing was written";
    throw new FixableError({ code: "exports/differs", problem });
  }
  const isFar = largest > LIMIT;
  if (!isFar && ties <= Math.max(1, MOST_TIES * codes)) return;
  throw new FixableError({
    code: "exports/differs",
    problem: isFar
      ? `${runtime} gives ${output} that differ from the training's by ${largest.toExponential(1)}; at most ${LIMIT.toExponential()} is accepted, and nothing was written`
      : `${runtime} gives ${ties} of ${codes} codes that are not the training's; nothing was written`,
  });
}
