/** @file The smallest model there is: a vector in, one number out (`loop=test_mlp`). It tests the machinery, not physics. */
import { type Infer, schema } from "#config/schema";
import { axes, type Linear, Mlp, type Objective, Tensor, type TracedBatch, type VariableScope } from "#engine";
import { activationName, dropoutRate, widths } from "../autoencoder/config-parts.ts";
import { timesWeights } from "../autoencoder/event-tensors.ts";
import type { Stage } from "../stages.ts";

export const simpleMlpFields = {
  /** What the number is: a value, or the log-odds of the class 1. */
  task: schema.enum(["regression", "binary"]).default("regression"),
  hidden: widths.default([32, 32]),
  dropout: dropoutRate.default(0),
  activation: activationName.default("gelu"),
} as const;

const fields = schema.object(simpleMlpFields);
export type SimpleMlpConfig = Infer<typeof fields>;

export class SimpleMlp {
  readonly net: Mlp;
  readonly #task: SimpleMlpConfig["task"];

  /** @param inputs length of a vector */
  constructor({ task, hidden, dropout, activation }: SimpleMlpConfig, inputs: number, scope: VariableScope) {
    this.net = new Mlp({ widths: [inputs, ...hidden, 1], activation, dropout }, scope.at("net"));
    this.#task = task;
  }

  /** @param vectors `[batch, feature]` @returns `[batch]` */
  predict(vectors: Tensor, learning: boolean): Tensor {
    const { batch } = axes(vectors, "batch feature");
    return this.net.apply(vectors, learning).reshape([batch]);
  }

  /** The only part there is, asked about one vector. */
  stages(): readonly Stage[] {
    const [{ weight }] = this.net.layers as [Linear];
    const vector = Tensor.leaf({ dtype: "float32", shape: [1, weight.shape[1]!] }, { kind: "input", name: "vectors" });
    return [{ name: "net", kind: "mlp", gives: { [this.#task]: this.predict(vector, false) } }];
  }

  /**
   * Mean squared error, or cross entropy in nats with `accuracy` beside it, and `weighted_accuracy` where classes have weights
   * (that of balanced ones is the mean over the classes).
   *
   * @param batch `vectors` `[batch, feature]`, `targets` `[batch]`: values, or classes 0 and 1; `weights` `[batch]` of mean
   *   one, what each vector counts in the loss, or none
   */
  objective({ vectors, targets, weights }: TracedBatch, learning: boolean): Objective {
    const predicted = this.predict(vectors!, learning);
    if (this.#task === "regression") {
      const mse = predicted.sub(targets!).square().mean();
      return { total: mse, reports: { "loss.mse": mse }, updates: [] };
    }
    // ln(1 + e^z) - y z, without overflow
    const excess = predicted.relu().add(predicted.abs().neg().exp().add(1).log());
    const crossEntropy = timesWeights(excess.sub(predicted.mul(targets!)), { weights }).mean();
    const isRight = predicted.greater(0).toFloat().sub(targets!).abs().neg().add(1);
    return {
      total: crossEntropy,
      reports: {
        "loss.bce": crossEntropy,
        "diagnostic.accuracy": isRight.mean(),
        ...(weights && { "diagnostic.weighted_accuracy": isRight.mul(weights).mean() }),
      },
      updates: [],
    };
  }
}
