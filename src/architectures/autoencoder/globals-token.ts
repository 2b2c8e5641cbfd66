/**
 * @file A latent of its own for the globals of an event, beside those of its particles (`phase1.encoder.globals_token`). It
 * goes through a bottleneck of the same kind with codes of its own, so that MET comes back and costs the particles nothing.
 */
import { axes, Mlp, type MlpOptions, Tensor, type VariableScope } from "#engine";
import type { Bottleneck, BottleneckOutput } from "./bottlenecks/bottleneck.ts";

/** The globals as one token: `BottleneckOutput` with a token axis of length one. */
export interface TokenOfGlobals {
  /** `[batch, latent]`, before the bottleneck. */
  readonly latent: Tensor;
  readonly compressed: BottleneckOutput;
}

export class GlobalsToken {
  readonly bottleneck: Bottleneck;
  readonly #net: Mlp;

  /** @param layers `widths` from the number of globals to that of the latent */
  constructor(layers: MlpOptions, bottleneck: Bottleneck, scope: VariableScope) {
    this.#net = new Mlp(layers, scope);
    this.bottleneck = bottleneck;
  }

  /** @param globals `[batch, global]` */
  compress(globals: Tensor, learning: boolean): TokenOfGlobals {
    const { batch } = axes(globals, "batch global");
    const latent = this.#net.apply(globals, learning);
    const everyOne = Tensor.constant([1], [1, 1]).broadcastTo([batch, 1]);
    const asToken = latent.reshape([batch, 1, latent.shape[1]!]);
    return { latent, compressed: this.bottleneck.compress(asToken, everyOne, learning) };
  }
}
