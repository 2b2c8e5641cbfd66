/**
 * @file One seed → every random stream, by name.
 *
 * Counter-based: a number depends on its key and its position alone, never on who drew before. That is what makes
 * a resumed run equal to one that was never stopped.
 * Philox4x32-10 after Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3" (SC '11, doi:10.1145/2063384.2063405).
 */

/** Part of a stream's name: `("shuffle", epoch)`, `("initialisation", "encoder.net.0")` … */
export type Purpose = string | number;

/** An endless stream of random numbers with a name; equal seeds and names give equal numbers on every machine. */
export class RandomStream {
  readonly #key0: number;
  readonly #key1: number;
  #counter = 0;
  readonly #block = new Uint32Array(4);
  #used = 4;
  #spareNormal: number | undefined;

  private constructor(key0: number, key1: number) {
    this.#key0 = key0;
    this.#key1 = key1;
  }

  /** @param purpose what the numbers are for; streams of different purposes are independent */
  static of(seed: number, ...purpose: readonly Purpose[]): RandomStream {
    return new RandomStream(seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0).split(...purpose);
  }

  /** A stream of its own below this one; does not depend on how much was drawn here. */
  split(...purpose: readonly Purpose[]): RandomStream {
    if (purpose.length === 0) return new RandomStream(this.#key0, this.#key1);
    let [key0, key1] = [this.#key0, this.#key1];
    const block = new Uint32Array(4);
    for (const part of purpose) {
      const [low, high] = hashOf(typeof part === "number" ? `#${part}` : part);
      philox(block, low, high, 0x5eed, 1, key0, key1);
      [key0, key1] = [block[0]!, block[1]!];
    }
    return new RandomStream(key0, key1);
  }

  /** Uniform over the integers 0 … 2³² - 1. */
  uint32(): number {
    if (this.#used === 4) {
      philox(this.#block, this.#counter >>> 0, Math.floor(this.#counter / 2 ** 32), 0, 0, this.#key0, this.#key1);
      this.#counter++;
      this.#used = 0;
    }
    return this.#block[this.#used++]!;
  }

  /** Uniform in [0, 1), with 53 random bits. */
  uniform(): number {
    return ((this.uint32() >>> 5) * 2 ** 26 + (this.uint32() >>> 6)) * 2 ** -53;
  }

  /** Standard normal (Box and Muller 1958). */
  normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** Uniform over 0 … n - 1, without bias (rejection). */
  integer(n: number): number {
    const limit = 2 ** 32 - (2 ** 32 % n);
    for (;;) {
      const value = this.uint32();
      if (value < limit) return value % n;
    }
  }

  /** A random order of 0 … n - 1 (Fisher and Yates). */
  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order;
  }
}

/** 64 bits of FNV-1a-like mixing over UTF-16 units, as two words; Philox does the rest of the scrambling. */
function hashOf(text: string): [number, number] {
  let low = 0x811c9dc5;
  let high = 0xc9dc5118;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x85ebca6b) ^ (low >>> 15);
  }
  return [low >>> 0, high >>> 0];
}

/** One block of Philox4x32-10: counter (c0 … c3) and key (k0, k1) → four words in `out`. */
function philox(out: Uint32Array, c0: number, c1: number, c2: number, c3: number, k0: number, k1: number): void {
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const low0 = Math.imul(0xd2511f53, c0) >>> 0;
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2) >>> 0;
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** Upper 32 bits of the 64-bit product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  return (aHigh * bHigh + Math.floor(middle / 65536) + ((aLow * bHigh + (middle % 65536)) >>> 16)) >>> 0;
}
