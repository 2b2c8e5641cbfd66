/** @file The door of the engine: tensor code in, compiled steps out. */
export { Compiled, type CompileOptions, type HostBatch, type TracedBatch, tracedFrom } from "./compiled.ts";
export { type DeviceReport, describeDevices, requireDevice } from "./describe-devices.ts";
export { type Device, deviceNames } from "./devices/index.ts";
export { gradientsOf } from "./differentiate.ts";
export { emitOnnx, type Precision } from "./emit-onnx.ts";
export { Evaluation } from "./evaluation.ts";
export { countFlops } from "./flops.ts";
export { type ActivationName, activations } from "./layers/activation.ts";
export { Dropout } from "./layers/dropout.ts";
export { Embedding } from "./layers/embedding.ts";
export { LayerNorm, type NormOptions } from "./layers/layer-norm.ts";
export { Linear } from "./layers/linear.ts";
export { Mlp, type MlpOptions } from "./layers/mlp.ts";
export { MultiHeadAttention } from "./layers/multi-head-attention.ts";
export { RmsNorm } from "./layers/rms-norm.ts";
export { SpectralNorm } from "./layers/spectral-norm.ts";
export { TokenConvolution } from "./layers/token-convolution.ts";
export { Learning, type LearningOptions } from "./learning.ts";
export { ModelState, type NamedTensors, type Progress, type Snapshot, type WhichWeights } from "./model-state.ts";
export type { BufferUpdate, Objective, Reports, Restart, TraceObjective } from "./objective.ts";
export { type OnnxAbout, type OnnxGraph, type OnnxValue, toOnnxBytes } from "./onnx-proto.ts";
export {
  Adam,
  type AdamOptions,
  AdamW,
  Lion,
  type LionOptions,
  type Optimizer,
  type OptimizerCall,
  type OptimizerName,
  type OptimizerOptions,
  optimizers,
  RAdam,
  Sgd,
  type SgdOptions,
} from "./optimizers/index.ts";
export {
  type CosineOptions,
  type OneCycleOptions,
  type PlateauOptions,
  type PlateauState,
  ReduceOnPlateau,
  type Schedule,
  type ScheduleName,
  type StepOptions,
  schedules,
} from "./optimizers/schedules/index.ts";
export { PackedRows } from "./packed-rows.ts";
export { type PortableFunction, portableGraph, tracedInputs } from "./portable-graph.ts";
export { type PrimitiveName, primitives } from "./primitives/index.ts";
export { type HostTensor, openSession, type Runtime, runtimeVersions, type Session } from "./session.ts";
export { axes, Tensor } from "./tensor.ts";
export { type DType, type Shape, sizeOf, type TensorType } from "./tensor-type.ts";
export { filled, type Initialiser, normal, type Variable, VariableScope } from "./variables.ts";
