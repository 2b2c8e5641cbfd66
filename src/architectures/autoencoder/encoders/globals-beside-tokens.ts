/** @file Tells any encoder the globals of an event, beside each of its particles (`phase1.encoder.sees_globals`). */
import { axes, type Tensor } from "#engine";
import type { EventTensors } from "../event-tensors.ts";
import type { Encoder } from "./encoder.ts";

export class GlobalsBesideTokens implements Encoder {
  readonly #encoder: Encoder;

  /** @param encoder made for as many more features as there are globals */
  constructor(encoder: Encoder) {
    this.#encoder = encoder;
  }

  encode(events: EventTensors, learning: boolean): Tensor {
    const { tokens, globals } = events;
    const { batch, token } = axes(tokens, "batch token feature");
    const { global } = axes(globals, "batch global");
    const beside = globals.reshape([batch, 1, global]).broadcastTo([batch, token, global]);
    return this.#encoder.encode({ ...events, tokens: tokens.concat([beside], 2) }, learning);
  }
}
