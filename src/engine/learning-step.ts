/** @file The graph of a learning step: forward, backward, gradient clip, optimizer, averages and buffers. */
import { gradientsOf } from "./differentiate.ts";
import type { ModelState } from "./model-state.ts";
import type { MovingParameters } from "./moving-parameters.ts";
import { NEXT, named, type Objective } from "./objective.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";
import { Restarts } from "./restarts.ts";
import { Tensor } from "./tensor.ts";
import { sizeOf } from "./tensor-type.ts";
import type { Variable } from "./variables.ts";

export interface StepPlan {
  readonly state: ModelState;
  readonly moving: MovingParameters;
  readonly optimizer: Optimizer;
  readonly clipNorm: number;
  /** Whether an average of the weights is kept; its decay comes with each step. */
  readonly keepsAverage: boolean;
  readonly isFrozen: (variable: Variable) => boolean;
  /** Batches whose gradients make one step. */
  readonly accumulate: number;
  /** Names in the state of the sum of gradients so far, and of an optimizer's slot. */
  readonly gradientName: string;
  readonly slotName: (slot: string) => string;
}

interface TracedStep {
  readonly outputs: Readonly<Record<string, Tensor>>;
  readonly replaced: ReadonlyMap<Tensor, Tensor>;
}

const GRADIENT_NORM = "gradient_norm";

/** A batch that only adds its gradient to the sum. */
export function traceGathering(objective: Objective, plan: StepPlan): TracedStep {
  const { state, moving, gradientName } = plan;
  const flat = state.traced.parameters;
  const sum = state.leaf(gradientName).add(flatGradient(objective, moving));
  const restarts = new Restarts(objective, plan);
  const outputs = {
    ...named({ ...objective.reports, total: objective.total }),
    [NEXT + gradientName]: sum,
    ...(restarts.some && { [NEXT + state.names.parameters]: restarts.within(flat) }),
  };
  return { outputs: { ...outputs, ...updated(objective, plan) }, replaced: state.views(flat) };
}

/** A batch after which the parameters move. */
export function traceStep(objective: Objective, plan: StepPlan): TracedStep {
  const { state, moving, optimizer, clipNorm, keepsAverage, accumulate, gradientName, slotName } = plan;
  const { parameters: flat, average } = state.traced;
  const own = flatGradient(objective, moving);
  const gradient = accumulate === 1 ? own : state.leaf(gradientName).add(own).div(accumulate);
  const norm = gradient.square().sum().sqrt();
  // torch.nn.utils.clip_grad_norm_ adds 1e-6 to the norm
  const clipped = clipNorm > 0 ? gradient.mul(norm.add(1e-6).div(clipNorm).maximum(1).reciprocal()) : gradient;
  const scalars = Object.keys(optimizer.scalars(1)).map((name) => [name, scalarLeaf(scalarName(name))] as const);
  const slots = optimizer.slots.map((slot) => [slot, state.leaf(slotName(slot))] as const);
  const moved = optimizer.update({
    parameters: moving.takeFrom(flat),
    gradient: clipped,
    slots: Object.fromEntries(slots.map(([slot, all]) => [slot, moving.takeFrom(all)])),
    scalars: Object.fromEntries(scalars),
  });

  const restarts = new Restarts(objective, plan);
  const next: Record<string, Tensor> = {
    [state.names.parameters]: restarts.within(moving.putInto(flat, moved.parameters)),
  };
  for (const [slot, all] of slots) next[slotName(slot)] = restarts.forgottenIn(moving.putInto(all, moved.slots[slot]!));
  if (accumulate > 1) next[gradientName] = Tensor.constant(new Float32Array(sizeOf(own.shape)), own.shape);
  if (keepsAverage) {
    const decay = scalarLeaf(scalarName(AVERAGE_DECAY));
    const mean = moving
      .takeFrom(average)
      .mul(decay)
      .add(moved.parameters.mul(decay.neg().add(1)));
    next[state.names.average] = restarts.within(moving.putInto(average, mean));
  }
  const reports = named({ ...objective.reports, total: objective.total, [GRADIENT_NORM]: norm });
  const changed = Object.entries(next).map(([name, tensor]) => [NEXT + name, tensor] as const);
  return {
    outputs: { ...reports, ...Object.fromEntries(changed), ...updated(objective, plan) },
    replaced: state.views(flat),
  };
}

/** A scalar beside those of the optimizer. */
export const AVERAGE_DECAY = "average_decay";

export const scalarName = (name: string) => `scalar.${name}`;

const scalarLeaf = (name: string) => Tensor.leaf({ dtype: "float32", shape: [] }, { kind: "input", name });

function flatGradient({ total }: Objective, { variables }: MovingParameters): Tensor {
  const gradients = gradientsOf(
    total,
    variables.map(({ value }) => value),
  ).map((gradient) => gradient.reshape([sizeOf(gradient.shape)]));
  return gradients[0]!.concat(gradients.slice(1), 0);
}

const updated = ({ updates }: Objective, { isFrozen }: StepPlan) =>
  Object.fromEntries(
    updates.filter(({ buffer }) => !isFrozen(buffer)).map(({ buffer, value }) => [NEXT + buffer.name, value]),
  );
