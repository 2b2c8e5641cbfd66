/** @file What a validation will measure, by name: known from the graph, before anything runs. */
import { type HostBatch, sizeOf, type Tensor, type TraceObjective, tracedFrom } from "#engine";
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { SplitMeter } from "./split-meter.ts";

/**
 * The losses of a validation's `SplitResult`, `total` first, then its metrics.
 *
 * @param objective of the validation
 * @param batch of the validation, a whole one: short ones may lack something
 */
export function validationNames(
  objective: TraceObjective,
  batch: HostBatch,
  compat: "none" | "reference",
): readonly string[] {
  const { total, reports } = objective(tracedFrom(batch), false);
  const meter = new SplitMeter(compat);
  const measured = Object.entries({ total, ...reports }).map(([name, tensor]) => [name, ones(tensor)] as const);
  meter.add(1, Object.fromEntries(measured));
  const { losses, metrics } = meter.result();
  return [...Object.keys(losses), ...Object.keys(metrics)];
}

const ones = ({ shape }: Tensor) => new Float32Array(sizeOf(shape)).fill(1);

/**
 * @param known the usual one first
 * @param key of the config that names it
 * @throws FixableError `training/unknown-metric`
 */
export function assertMeasured(name: string, known: readonly string[], key: string): void {
  if (known.includes(name)) return;
  const [nearest = known[0]] = closestWords(name, known);
  throw new FixableError({
    code: "training/unknown-metric",
    problem: `the validation has no "${name}"; it has ${known.join(", ")}`,
    where: key,
    fix: `${key}=${nearest}`,
  });
}
