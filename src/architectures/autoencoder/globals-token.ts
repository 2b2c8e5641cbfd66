/**
 * @file A latent of its own for the globals of an event, beside those of its particles (`phase1.encoder.globals_token`). It
 * goes through a bottleneck of the same kind with codes of its own, so that MET comes back and costs the particles nothing.
 */
import { axes, Mlp, type MlpOptions, Tensor, type VariableScope } from "#engine";
import type { Bottleneck, BottleneckOutput } from "./bottlenecks/bottleneck.ts";

export interface TokenOfGlobals {
  /** `[batch, latent]`, before the bottleneck. */
  readonly latent: Tensor;
  /** As of particles, the axis of tokens left out: `latent` `[batch, latent]`, `indices` `[batch]` or `[batch, stage]`. */
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
    const compressed = this.bottleneck.compress(withTokenAxis(latent), everyOne, learning);
    const indices = compressed.indices && withoutTokenAxis(compressed.indices);
    return { latent, compressed: { ...compressed, latent: withoutTokenAxis(compressed.latent), indices } };
  }

  /** The way back from codes. @param indices `[batch]` or `[batch, stage]` @returns `[batch, latent]` */
  latentOf(indices: Tensor): Tensor {
    return withoutTokenAxis(this.bottleneck.latentOf!(withTokenAxis(indices)));
  }
}

const withTokenAxis = (x: Tensor) => x.reshape([x.shape[0]!, 1, ...x.shape.slice(1)]);
const withoutTokenAxis = (x: Tensor) => x.reshape(x.shape.toSpliced(1, 1));
