/** @file How many slots of a mask are real, and which: counted on the host, so that graphs can leave out the padding. */
import type { HostTensor } from "./session.ts";
import { sizeOf } from "./tensor-type.ts";

/**
 * Every bound is a multiple of this part of the slots: batches differ a little, and shall share two or three graphs. The
 * fewer events, the more they differ.
 */
const stepOf = (slots: number) => slots / (slots < 4096 ? 16 : 32);
/** Smaller masks vary too much from batch to batch, and cost little as they are. */
const FEWEST_SLOTS = 512;
/** Where more than this share is real, leaving out the rest saves less than it costs. */
const LARGEST_SHARE = 0.9;

/** @returns a bound on the real slots of a mask; null where padding is not worth leaving out, or it is no mask */
export function roomFor({ isMask, shape, data }: HostTensor): number | null {
  const slots = sizeOf(shape);
  if (!isMask || slots < FEWEST_SLOTS) return null;
  let real = 0;
  for (let i = 0; i < slots; i++) if (data[i] !== 0) real++;
  const step = stepOf(slots);
  const room = Math.ceil(Math.ceil(real / step) * step);
  return room > LARGEST_SHARE * slots ? null : Math.max(1, room);
}

/** The slots that are real, in order, and then as many of the others as there is room for: `[room]`, all different. */
export function placesIn({ data }: HostTensor, room: number): HostTensor {
  const places = new BigInt64Array(room);
  // the lower halves of little-endian numbers: no BigInt is made
  const low = new Int32Array(places.buffer);
  let at = 0;
  for (const isReal of [true, false])
    for (let i = 0; i < data.length && at < room; i++) if ((data[i] !== 0) === isReal) low[2 * at++] = i;
  return { dtype: "int64", shape: [room], data: places };
}
