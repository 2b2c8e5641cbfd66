/**
 * @file A learned table of codes that vectors are looked up in: the nearest code of each, what that costs, and how the
 * codes learn. After van den Oord et al. 2017, arXiv:1711.00937.
 */
import { type Infer, schema } from "#config/schema";
import type { VariableScope } from "#engine";
import {
  axes,
  type BufferUpdate,
  filled,
  type Initialiser,
  normal,
  PackedRows,
  type Restart,
  type Tensor,
  type Variable,
} from "#engine";
import type { RandomStream } from "#utils/seed.ts";
import type { ModelOptions } from "../model-options.ts";
import { GradientCodebook } from "./gradient-codebook.ts";
import { type Clusters, clustersOf, type Vectors } from "./k-means.ts";
import { type MovingAverages, MovingCodebook } from "./moving-codebook.ts";

/** What the configs of all bottlenecks with codebooks share. */
export const codebookFields = {
  latent_dim: schema.int().positive(),
  codebook_size: schema.int().min(2),
  /** Weight of the commitment loss, β in eq. 3. */
  beta: schema.number().min(0),
  /** Whether codes follow the mean of their latents (true) or the gradient (false). */
  ema: schema.boolean(),
  ema_decay: schema.number().gt(0).lt(1),
  /** A code used less than this share of the average use starts anew from a latent of the batch; 0 leaves it dead. */
  dead_code_threshold: schema.number().min(0).lt(1).default(0.25),
  /** Whether codes begin at latents of the data, or at the centres of their clusters. */
  init: schema.enum(["data", "kmeans"]).default("data"),
} as const;

/** Latents for each code that codebooks begin from, where there are as many. */
export const LATENTS_PER_CODE = 8;
/** Of Lloyd: clusters hardly change after them. */
const ITERATIONS = 10;

const fields = schema.object(codebookFields);
export type CodebookConfig = Infer<typeof fields>;

export interface LookUp {
  /** `[vector]` */
  readonly indices: Tensor;
  /** `[vector, latent]`, the chosen codes as they are before this step moves them. */
  readonly quantized: Tensor;
  /** The last two terms of eq. 3, means over particles and latent components; no `codebook` where averages move it. */
  readonly losses: { readonly commit: Tensor; readonly codebook?: Tensor };
  /** `[code]`, how many particles chose each. */
  readonly counts: Tensor;
  readonly updates: readonly BufferUpdate[];
  readonly restarts: readonly Restart[];
}

export class Codebook {
  /** `[code, latent]` */
  readonly variable: Variable;
  /** Whether it begins from latents before the first step; else the first step fills it. */
  readonly startsFromLatents: boolean;
  readonly #moving: MovingCodebook | null;
  readonly #averages: MovingAverages | null;
  readonly #byGradient: GradientCodebook | null;
  readonly #clusters: boolean;
  readonly #commitmentWeight: number;
  readonly #place: (codes: Tensor) => Tensor;

  /** @param place where a code stands, given its row: the identity, or a projection onto a surface that latents lie on */
  constructor(
    config: CodebookConfig,
    scope: VariableScope,
    { compat }: ModelOptions,
    place = (codes: Tensor) => codes,
  ) {
    const { codebook_size, latent_dim, beta, ema, ema_decay: decay, dead_code_threshold, init } = config;
    const shape = [codebook_size, latent_dim];
    const threshold = compat === "reference" ? 0 : dead_code_threshold;
    this.variable = ema ? scope.buffer("codebook", shape, normal(1)) : scope.parameter("codebook", shape, normal(1));
    this.#averages = ema ? averagesOf(this.variable, scope, { decay, threshold, compat }) : null;
    this.#moving = this.#averages && new MovingCodebook(this.variable, this.#averages, scope);
    this.#byGradient = ema || threshold === 0 ? null : new GradientCodebook(this.variable, { decay, threshold }, scope);
    this.#clusters = init === "kmeans";
    this.startsFromLatents = compat === "none" && (this.#clusters || !ema);
    this.#commitmentWeight = beta;
    this.#place = place;
  }

  get codes(): number {
    return this.variable.shape[0]!;
  }

  /** @param indices `[…]` @returns `[…, latent]` */
  codesAt(indices: Tensor): Tensor {
    return this.#place(this.variable.value).gather(indices);
  }

  /** Where it begins, as `StartOfCodebooks` has it. @returns also which code is nearest to each vector */
  async startFrom(
    vectors: Vectors,
    particlesPerStep: number,
    random: RandomStream,
  ): Promise<{ readonly numbers: ReadonlyMap<Variable, Float32Array>; readonly clusters: Clusters }> {
    const wish = { count: this.codes, iterations: this.#clusters ? ITERATIONS : 0, spreads: this.#clusters };
    const clusters = await clustersOf(vectors, wish, random);
    const { centres, sizes } = clusters;
    const numbers = new Map([[this.variable, centres]]);
    if (this.#averages) {
      const share = (particlesPerStep * vectors.width) / vectors.data.length;
      const counts = sizes.map((size) => size * share);
      numbers.set(this.#averages.count, counts);
      numbers.set(
        this.#averages.weight,
        centres.map((x, i) => x * counts[Math.floor(i / vectors.width)]!),
      );
    }
    return { numbers, clusters };
  }

  /**
   * @param vectors `[vector, latent]`
   * @param mask `[batch, token]`, 1 for a particle and 0 for padding; batch · token vectors
   * @param learning whether the codes move
   */
  lookUp(vectors: Tensor, mask: Tensor, learning: boolean): LookUp {
    const { vector, latent } = axes(vectors, "vector latent");
    const rows = new PackedRows(mask);
    const x = rows.pack(vectors.reshape([...mask.shape, latent])); // [row, latent]
    const isReal = rows.pack(mask); // [row]
    const particles = mask.sum().maximum(1);
    const codes = this.#place(this.variable.value);

    const chosen = nearest(x.stopGradient(), codes.stopGradient()); // [row]
    const quantized = codes.gather(chosen);
    const real = isReal.reshape([isReal.shape[0]!, 1]);
    const gap = (from: Tensor, to: Tensor) => from.sub(to).square().mul(real).sum().div(particles.mul(latent));
    const commit = gap(x, quantized.stopGradient()).mul(this.#commitmentWeight);
    const counts = isReal.scatterAdd(chosen, this.codes);
    const sums = () => x.stopGradient().mul(real).scatterAdd(chosen, this.codes);
    const [moving, byGradient] = learning ? [this.#moving, this.#byGradient] : [null, null];
    const fixed = vectors.stopGradient();
    const revived = byGradient?.revive(fixed, mask, counts);

    return {
      indices: rows.unpack(chosen).reshape([vector]),
      quantized: rows.unpack(quantized).reshape([vector, latent]),
      losses: this.#moving ? { commit } : { commit, codebook: gap(quantized, x.stopGradient()) },
      counts,
      updates: moving?.follow(fixed, mask, { counts, sums: sums() }) ?? revived?.updates ?? [],
      restarts: revived?.restarts ?? [],
    };
  }
}

/** The effective number of codes that a batch uses: e to the entropy of their shares. @param counts `[code]` */
export function perplexityOf(counts: Tensor): Tensor {
  const usage = counts.div(counts.sum().maximum(1));
  return usage.mul(usage.add(1e-10).log()).sum().neg().exp();
}

/** Index of the nearest code for each vector: |z - c|² without |z|², which is the same for every code. */
function nearest(vectors: Tensor, codes: Tensor): Tensor {
  const squares = codes.square().sum([1]); // [code]
  // one matrix product: the factor -2 is on the codebook, which is smaller than the distances
  return vectors.gemm(codes.mul(-2), false, true, squares).argMin();
}

/**
 * Where the averages start: empty, so that the first batch fills every code with data. Without revival they start as if
 * each code had been seen once; the Python system starts from unrelated random numbers, and loses its codes by it.
 */
function averagesOf(
  codebook: Variable,
  scope: VariableScope,
  { decay, threshold, compat }: { decay: number; threshold: number; compat: ModelOptions["compat"] },
): MovingAverages {
  const revival = threshold === 0 ? null : threshold;
  const same: Initialiser = (values) => values.set(codebook.initial);
  const [count, weight] =
    compat === "reference" ? [filled(0), normal(1)] : revival === null ? [filled(1), same] : [filled(0), filled(0)];
  return {
    decay,
    revival,
    count: scope.buffer("ema_count", codebook.shape.slice(0, 1), count),
    weight: scope.buffer("ema_weight", codebook.shape, weight),
  };
}
