/** @file The door of the engine: tensor code in, compiled steps out. */
export { Compiled, type CompileOptions, type HostBatch, type TracedBatch } from "./compiled.ts";
export { gradientsOf } from "./differentiate.ts";
export { emitOnnx, type Precision } from "./emit-onnx.ts";
export { type ActivationName, activations } from "./layers/activation.ts";
export { Dropout } from "./layers/dropout.ts";
export { Embedding } from "./layers/embedding.ts";
export { LayerNorm, type NormOptions } from "./layers/layer-norm.ts";
export { Linear } from "./layers/linear.ts";
export { Mlp } from "./layers/mlp.ts";
export { MultiHeadAttention } from "./layers/multi-head-attention.ts";
export { RmsNorm } from "./layers/rms-norm.ts";
export { TokenConvolution } from "./layers/token-convolution.ts";
export {
  type BufferUpdate,
  Evaluation,
  Learning,
  type LearningOptions,
  type Objective,
  type Reports,
  type TraceObjective,
} from "./learning.ts";
export { ModelState } from "./model-state.ts";
export { Adam, type AdamOptions } from "./optimizers/adam.ts";
export type { Optimizer } from "./optimizers/optimizer.ts";
export { type PrimitiveName, primitives } from "./primitives/index.ts";
export { type HostTensor, openSession, type Runtime, type Session } from "./session.ts";
export { axes, Tensor } from "./tensor.ts";
export { type DType, type Shape, showShape, sizeOf, type TensorType } from "./tensor-type.ts";
export { filled, type Initialiser, normal, uniform, type Variable, VariableScope } from "./variables.ts";
