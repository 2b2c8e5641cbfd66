/** @file Convolution along the tokens of an event, each seeing its neighbours on both sides; padding counts as zeros. */
import { axes, type Tensor } from "../tensor.ts";
import { isSameShape, type Shape, shapeError, showShape, sizeOf } from "../tensor-type.ts";
import { uniform, type Variable, type VariableScope } from "../variables.ts";

export class TokenConvolution {
  /** `[out, in, kernel]`, as `torch.nn.Conv1d`. */
  readonly weight: Variable;
  /** `[out]` */
  readonly bias: Variable;
  readonly #kernel: number;

  /**
   * Weights and biases uniform within ±1/√(in · kernel), PyTorch's default.
   *
   * @param kernel number of tokens seen, odd: as many before as after
   */
  constructor(inputs: number, outputs: number, kernel: number, scope: VariableScope) {
    if (!Number.isInteger(kernel) || kernel % 2 !== 1)
      throw shapeError(`kernel of ${kernel} tokens, expected an odd number`);
    const bound = (inputs * kernel) ** -0.5;
    this.weight = scope.parameter("weight", [outputs, inputs, kernel], uniform(bound));
    this.bias = scope.parameter("bias", [outputs], uniform(bound));
    this.#kernel = kernel;
  }

  /**
   * @param x `[batch, token, in]`
   * @param mask `[batch, token]`, 1 for a particle and 0 for padding
   * @returns `[batch, token, out]`, as many tokens as came in
   */
  apply(x: Tensor, mask: Tensor): Tensor {
    const { batch, token, feature } = axes(x, "batch token feature");
    if (!isSameShape(mask.shape, [batch, token])) {
      throw shapeError(`mask of shape ${showShape(mask.shape)}, expected ${showShape([batch, token])}`);
    }
    const [out] = this.weight.shape;
    const reach = (this.#kernel - 1) / 2;
    const clean = mask.greater(0.5).reshape([batch, token, 1]).where(x, 0);
    const edge = zeros(x, [batch, reach, feature]);
    const padded = reach === 0 ? clean : edge.concat([clean, edge], 1);
    const shifted = Array.from({ length: this.#kernel }, (_, i) => padded.slice(1, i, i + token));
    const windows = shifted[0]!.concat(shifted.slice(1), 2).reshape([batch * token, this.#kernel * feature]);
    const weight = this.weight.value.transpose([0, 2, 1]).reshape([out!, this.#kernel * feature]);
    return windows.gemm(weight, false, true, this.bias.value).reshape([batch, token, out!]);
  }
}

const zeros = (like: Tensor, shape: Shape) => like.constant(new Float32Array(sizeOf(shape)), shape);
