/**
 * @file Self-attention over the tokens of an event, several heads at once. Vaswani et al. 2017, arXiv:1706.03762, §3.2;
 * a bias for each pair of tokens as in Qu et al. 2022, arXiv:2202.03772, eq. 2.
 */
import { axes, type Tensor } from "../tensor.ts";
import { isSameShape, shapeError, showShape } from "../tensor-type.ts";
import { filled, uniform, type Variable, type VariableScope } from "../variables.ts";
import { Linear } from "./linear.ts";

/** Low enough that its exponential is zero beside any score, and still a number where it stands alone. */
const NEVER = -1e30;

export class MultiHeadAttention {
  readonly heads: number;
  /** `[3 · feature, feature]`: queries, keys and values below one another, as in PyTorch. */
  readonly inputWeight: Variable;
  /** `[3 · feature]` */
  readonly inputBias: Variable;
  readonly output: Linear;

  /**
   * Starts and is named as `torch.nn.MultiheadAttention`: `in_proj_weight` (Xavier), `in_proj_bias`, `out_proj`.
   *
   * @param features a multiple of the number of heads
   */
  constructor(features: number, heads: number, scope: VariableScope) {
    if (features % heads !== 0) throw shapeError(`${features} features do not divide among ${heads} heads`);
    this.heads = heads;
    this.inputWeight = scope.parameter("in_proj_weight", [3 * features, features], uniform((1.5 / features) ** 0.5));
    this.inputBias = scope.parameter("in_proj_bias", [3 * features], filled(0));
    this.output = new Linear(features, features, scope.at("out_proj"), filled(0));
  }

  /**
   * Padding is never attended to, whatever numbers stand there; its own rows come out as finite numbers without meaning.
   *
   * @param x `[batch, token, feature]`
   * @param mask `[batch, token]`, 1 for a particle and 0 for padding
   * @param pairBias `[batch, head, token, token]`, added to the scores: by query, then by key; axes of length 1 stretch
   * @returns `[batch, token, feature]`
   */
  apply(x: Tensor, mask: Tensor, pairBias?: Tensor): Tensor {
    const { batch, token, feature } = axes(x, "batch token feature");
    if (!isSameShape(mask.shape, [batch, token])) {
      throw shapeError(`mask of shape ${showShape(mask.shape)}, expected ${showShape([batch, token])}`);
    }
    const width = feature / this.heads;
    const isReal = mask.greater(0.5);
    const clean = isReal
      .reshape([batch, token, 1])
      .where(x, 0)
      .reshape([batch * token, feature]);
    const projected = clean
      .gemm(this.inputWeight.value, false, true, this.inputBias.value)
      .reshape([batch, token, 3, this.heads, width])
      .transpose([2, 0, 3, 1, 4]);
    const part = (i: number) => projected.slice(0, i, i + 1).reshape([batch, this.heads, token, width]);
    const [query, key, value] = [part(0), part(1), part(2)];

    const scores = query.mul(width ** -0.5).batchedMatmul(key.transposeLast()); // [batch, head, token, token]
    const biased = pairBias ? scores.add(pairBias) : scores;
    const arePair = mask
      .reshape([batch, 1, token, 1])
      .mul(mask.reshape([batch, 1, 1, token]))
      .greater(0.5);
    const weights = arePair.where(biased, NEVER).softmax();
    const mixed = weights.batchedMatmul(value).transpose([0, 2, 1, 3]).reshape([batch, token, feature]);
    return this.output.apply(mixed);
  }
}
