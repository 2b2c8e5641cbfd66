/** @file A function of a batch, compiled once for every shape of batch that it meets. */
import { RandomStream } from "#utils/seed.ts";
import { type EmittedModel, emitOnnx, type Precision } from "./emit-onnx.ts";
import { countFlops } from "./flops.ts";
import { placesIn, roomFor } from "./padding.ts";
import { assertPrecision, type HostTensor, openSession, type Runtime, type Session } from "./session.ts";
import { Tensor } from "./tensor.ts";
import { sizeOf } from "./tensor-type.ts";

/** Numbers of a batch by name; the names are the model's own. */
export type HostBatch = Readonly<Record<string, HostTensor>>;
/** The same batch inside a graph. */
export type TracedBatch = Readonly<Record<string, Tensor>>;

/** Traces the computation for one shape of batch. */
export type Trace = (batch: TracedBatch) => {
  readonly outputs: Readonly<Record<string, Tensor>>;
  readonly replaced?: ReadonlyMap<Tensor, Tensor>;
};

export interface CompileOptions {
  readonly runtime: Runtime;
  /** Whatever the device is good at: for tests. */
  readonly precision?: Precision;
  /** Seed of the random draws inside the graph. */
  readonly seed?: number;
}

interface Opened {
  readonly session: Session;
  readonly leaves: EmittedModel["leaves"];
}

/** Sessions by shape of batch: the full one, the short one at the end of a split; and by how much of it is padding. */
export class Compiled implements AsyncDisposable {
  readonly #trace: Trace;
  readonly #options: CompileOptions;
  readonly #byShape = new Map<string, Promise<Opened>>();
  /** Those that compute the padding, and so serve for any amount of it. */
  readonly #forAnyPadding = new Map<string, Promise<Opened>>();

  /** @throws FixableError `engine/no-float16` */
  constructor(trace: Trace, options: CompileOptions) {
    assertPrecision(options.runtime);
    this.#trace = trace;
    this.#options = options;
  }

  /**
   * @param batch what the trace is given
   * @param state everything else that the graph may ask for by name; what it does not use is left out
   * @param step keys the random draws: equal steps draw equal numbers
   */
  async run(batch: HostBatch, state: HostBatch, step: number): Promise<Record<string, HostTensor>> {
    const { session, leaves } = await this.#sessionFor(batch);
    const { precision = "float32", seed = 0 } = this.#options;
    const feeds = leaves.map(({ leaf, type }) => {
      if (leaf.kind === "places") return [leaf.name, placesIn(batch[leaf.mask]!, type.shape[0]!)] as const;
      if (leaf.kind !== "input") {
        const random = RandomStream.of(seed, "draw", leaf.name, step);
        const draws =
          precision === "float64" ? new Float64Array(sizeOf(type.shape)) : new Float32Array(sizeOf(type.shape));
        for (let i = 0; i < draws.length; i++) draws[i] = leaf.kind === "uniform" ? random.uniform() : random.normal();
        return [leaf.name, hostTensor(type, draws)] as const;
      }
      const value = batch[leaf.name] ?? state[leaf.name];
      if (!value) throw new Error(`the graph asks for "${leaf.name}", which neither batch nor state has`);
      return [leaf.name, value] as const;
    });
    return session.run(Object.fromEntries(feeds));
  }

  async #sessionFor(batch: HostBatch): Promise<Opened> {
    const types = Object.entries(batch).map(([name, { dtype, shape }]) => `${name}:${dtype}[${shape}]`);
    const shape = types.join();
    const forAny = this.#forAnyPadding.get(shape);
    if (forAny) return forAny;
    const key = `${shape} ${Object.values(batch).map((tensor) => roomFor(tensor) ?? "all")}`;
    const known = this.#byShape.get(key);
    if (known) return known;
    const opening = this.#open(batch);
    this.#byShape.set(key, opening);
    const { leaves } = await opening;
    if (!leaves.some(({ leaf }) => leaf.kind === "places")) this.#forAnyPadding.set(shape, opening);
    return opening;
  }

  /** Floating-point operations of one run, as `countFlops` counts them. */
  flops(batch: HostBatch): number {
    return countFlops(Object.values(this.#trace(tracedFrom(batch)).outputs));
  }

  async #open(batch: HostBatch): Promise<Opened> {
    const { outputs, replaced } = this.#trace(tracedFrom(batch));
    const { precision, runtime } = this.#options;
    const { bytes, leaves } = emitOnnx(outputs, replaced, precision ?? runtime.precision);
    return { session: await openSession(bytes, this.#options.runtime), leaves };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = await Promise.allSettled(this.#byShape.values());
    this.#byShape.clear();
    this.#forAnyPadding.clear();
    for (const result of opened) {
      if (result.status === "fulfilled") await result.value.session[Symbol.asyncDispose]();
    }
  }
}

/** A batch inside a graph. */
export function tracedFrom(batch: HostBatch): TracedBatch {
  const leaves = Object.entries(batch).map(([name, tensor]) => {
    const { dtype, shape } = tensor;
    const type = { dtype: dtype === "float64" ? ("float32" as const) : dtype, shape };
    const atMost = roomFor(tensor);
    return [name, Tensor.leaf(type, { kind: "input", name, ...(atMost !== null && { atMost }) })] as const;
  });
  return Object.fromEntries(leaves);
}

function hostTensor({ shape }: { readonly shape: readonly number[] }, data: HostTensor["data"]): HostTensor {
  return { dtype: data instanceof Float64Array ? "float64" : "float32", shape, data };
}
