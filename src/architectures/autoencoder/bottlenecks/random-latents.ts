/** @file Latents of random particles of a batch, inside the graph: what codes that nobody chooses start anew from. */
import { axes, Tensor } from "#engine";

/**
 * Each particle is as likely as the others.
 *
 * @param vectors `[vector, latent]`; batch · token vectors
 * @param mask `[batch, token]`, 1 for a particle
 * @param stream of the draws
 * @returns `[count, latent]`
 */
export function randomLatents(vectors: Tensor, mask: Tensor, count: number, stream: string): Tensor {
  const { batch, token } = axes(mask, "batch token");
  const chance = Tensor.leaf({ dtype: "float32", shape: [count] }, { kind: "uniform", name: stream });
  const upToToken = mask.cumsum(1); // [batch, token], particles of the event so far
  const ofEvent = upToToken.slice(1, token - 1, token).reshape([1, batch]);
  const upToEvent = ofEvent.cumsum(1); // particles of the batch so far
  const particles = mask.sum();
  // rounded to single precision, a number below 1 may be 1
  const rank = chance.mul(particles).to("int32").toFloat().minimum(particles.sub(1)).reshape([count, 1]);
  const countBelow = (sums: Tensor, rank: Tensor, last: number) =>
    rank.add(1).greater(sums).toFloat().sum([1]).minimum(last).to("int32");
  const event = countBelow(upToEvent, rank, batch - 1); // [count]
  const before = upToEvent.sub(ofEvent).reshape([batch]).gather(event).reshape([count, 1]);
  const position = countBelow(upToToken.gather(event), rank.sub(before), token - 1);
  return vectors.gather(event.toFloat().mul(token).add(position.toFloat()).to("int32"));
}
