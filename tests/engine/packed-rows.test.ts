/** @file Rows without padding between them: taken out, worked on, put back, and differentiated. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Compiled, type HostTensor, PackedRows } from "#engine";
import { inOrder } from "../../src/engine/in-order.ts";
import { optimise } from "../../src/engine/optimise/index.ts";
import { placesIn, roomFor } from "../../src/engine/padding.ts";
import { Tensor } from "../../src/engine/tensor.ts";
import { expectClose } from "./close.ts";
import { evaluate, floats, gradientsBy, oneThread, spread } from "./evaluate.ts";

/** Of 32 · 20 slots, the first `n` of each event's 20. */
const maskOf = (n: number): HostTensor => ({
  ...floats(
    Array.from({ length: 640 }, (_, i) => (i % 20 < n ? 1 : 0)),
    [32, 20],
  ),
  isMask: true,
});

describe("room for rows", () => {
  test("fits the real slots, and rarely differs from batch to batch", () => {
    expect(roomFor(maskOf(5))).toBe(160);
    const oneMore = maskOf(5);
    oneMore.data[19] = 1;
    expect(roomFor(oneMore)).toBe(200);
  });

  test("is not limited where there is little padding, where a batch is small, or where nobody says that 0 is padding", () => {
    expect(roomFor(maskOf(19))).toBeNull();
    expect(roomFor({ ...floats([1, 0], [1, 2]), isMask: true })).toBeNull();
    expect(roomFor({ ...maskOf(5), isMask: false })).toBeNull();
  });

  test("is taken by the real slots in order, then by others, none twice", () => {
    const { data } = placesIn(floats([0, 1, 0, 1, 0], [1, 5]), 4);
    expect(Array.from(data, Number)).toEqual([1, 3, 0, 2]);
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 512, maxLength: 800 }), (flags) => {
        const mask = { ...floats(flags.map(Number), [1, flags.length]), isMask: true };
        const places = Array.from(placesIn(mask, roomFor(mask) ?? flags.length).data, Number);
        expect(new Set(places).size).toBe(places.length);
        const real = flags.flatMap((isReal, i) => (isReal ? [i] : []));
        expect(places).toEqual(expect.arrayContaining(real));
      }),
      { numRuns: 20 },
    );
  });
});

test("what is taken out and put back is as it was where the mask is 1, and its gradient too", async () => {
  const inputs = { x: spread([32, 20, 3]), mask: maskOf(7) };
  const isReal = ({ mask }: Readonly<Record<string, Tensor>>) => mask!.reshape([32, 20, 1]);
  const there = (traced: Readonly<Record<string, Tensor>>) => {
    const rows = new PackedRows(traced["mask"]!);
    return rows.unpack(rows.pack(traced["x"]!)).mul(isReal(traced));
  };
  const plain = (traced: Readonly<Record<string, Tensor>>) => traced["x"]!.mul(isReal(traced));
  const values = await Promise.all([there, plain].map((y) => evaluate(inputs, (traced) => ({ y: y(traced) }))));
  expectClose(values[0]!["y"]!, values[1]!["y"]!, 0); // but for -0
  const gradients = await Promise.all([there, plain].map((y) => gradientsBy(["x"], inputs, y)));
  expectClose(gradients[0]!["x"]!, gradients[1]!["x"]!, 0);
});

test("rows that are put back and taken out again stay rows", () => {
  const mask = Tensor.leaf({ dtype: "float32", shape: [32, 20] }, { kind: "input", name: "mask", atMost: 100 });
  const x = Tensor.leaf({ dtype: "float32", shape: [32, 20, 3] }, { kind: "input", name: "x" });
  const rows = new PackedRows(mask);
  const once = rows.pack(x).exp();
  const twice = new PackedRows(mask).pack(rows.unpack(once).sub(x)).exp();
  const { y } = optimise({ y: twice });
  const operations = inOrder([y!]).flatMap(({ origin }) =>
    origin.kind === "operation" ? [origin.primitive.name] : [],
  );
  expect(operations.toSorted()).toEqual(["exp", "exp", "gather", "reshape", "sub"]);
});

test("a graph that computes the padding serves for any amount of it", async () => {
  const graphs = async (leavesOut: boolean) => {
    let traced = 0;
    await using compiled = new Compiled(
      ({ mask }) => {
        traced++;
        const rows = new PackedRows(mask!);
        return { outputs: { y: leavesOut ? rows.unpack(rows.pack(mask!).exp()) : mask!.exp() } };
      },
      { runtime: oneThread },
    );
    for (const particles of [5, 10, 5]) await compiled.run({ mask: maskOf(particles) }, {}, 0);
    return traced;
  };
  expect(await graphs(false)).toBe(1);
  expect(await graphs(true)).toBe(2);
});

test("rows of another batch are refused", () => {
  const mask = Tensor.leaf({ dtype: "float32", shape: [2, 3] }, { kind: "input", name: "mask" });
  expect(() => new PackedRows(mask).pack(mask.reshape([3, 2]))).toThrow(
    expect.objectContaining({ code: "engine/shape" }),
  );
});
