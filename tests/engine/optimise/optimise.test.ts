/** @file What becomes of a graph: which operations are left, and that the numbers stay. */
import { describe, expect, test } from "vitest";
import { gradientsOf, Tensor } from "#engine";
import { inOrder } from "../../../src/engine/in-order.ts";
import { optimise } from "../../../src/engine/optimise/index.ts";
import { tileRows } from "../../../src/engine/optimise/tile-rows.ts";
import { expectClose } from "../close.ts";
import { evaluate, floats, spread } from "../evaluate.ts";

const leaf = (name: string, ...shape: number[]) => Tensor.leaf({ dtype: "float32", shape }, { kind: "input", name });

/** Names of the operations left, in order. */
function left(...outputs: Tensor[]): string[] {
  const optimised = optimise(Object.fromEntries(outputs.map((output, i) => [`y${i}`, output])));
  return inOrder(Object.values(optimised)).flatMap(({ origin }) =>
    origin.kind === "operation" ? [origin.primitive.name] : [],
  );
}

describe("equal operations", () => {
  test("on equal inputs are one", () => {
    const x = leaf("x", 2);
    expect(left(x.exp().add(x.exp().sin()))).toEqual(["exp", "sin", "add"]);
  });

  test("with other attributes stay two", () => {
    const x = leaf("x", 2, 2);
    expect(left(x.sum([0], true).add(x.sum([1], true)))).toEqual(["sum", "sum", "add"]);
  });

  test("of random draws by other names stay two", () => {
    const draw = (name: string) => Tensor.leaf({ dtype: "float32", shape: [2] }, { kind: "uniform", name });
    expect(left(draw("a").exp().add(draw("b").exp()))).toEqual(["exp", "exp", "add"]);
  });
});

describe("reshapes", () => {
  test("move behind operations that do not care, and cancel", () => {
    const x = leaf("x", 6, 2);
    expect(
      left(
        x
          .reshape([3, 2, 2])
          .exp()
          .mul(3)
          .add(x.reshape([3, 2, 2]))
          .reshape([6, 2]),
      ),
    ).toEqual(["exp", "mul", "add"]);
  });

  test("stay before an operation that broadcasts", () => {
    const [x, y] = [leaf("x", 6), leaf("y", 2)];
    expect(left(x.reshape([3, 2]).add(y))).toEqual(["reshape", "add"]);
  });

  test("of a scalar to a vector of one do not change what an output looks like", () => {
    const optimised = optimise({ y: leaf("x").reshape([1]).exp() });
    expect(optimised["y"]!.shape).toEqual([1]);
  });
});

describe("stretched axes", () => {
  test("are left to the operation that follows, where it stretches them itself", () => {
    const [x, y] = [leaf("x", 1, 2), leaf("y", 3, 2)];
    expect(left(x.broadcastTo([3, 2]).mul(y))).toEqual(["mul"]);
  });

  test("stay where nothing else has their shape", () => {
    const [x, y] = [leaf("x", 1, 2), leaf("y", 1, 1)];
    expect(left(x.broadcastTo([3, 2]).mul(y))).toEqual(["broadcastTo", "mul"]);
  });
});

describe("factors", () => {
  test("go into the matrix product before or behind them", () => {
    const [a, b, c] = [leaf("a", 2, 3), leaf("b", 3, 2), leaf("c", 2)];
    expect(left(a.mul(3).gemm(b.neg(), false, false, c).mul(0.5).mul(2))).toEqual(["gemm"]);
  });

  test("stay where the product is wanted without them too", () => {
    const product = leaf("a", 2, 3).gemm(leaf("b", 3, 2), false, false);
    expect(left(product.mul(3).exp(), product)).toEqual(["gemm", "mul", "exp"]);
  });

  test("leave the numbers as they were", async () => {
    const [a, b, c] = [spread([2, 3]), spread([3, 2], 1), spread([2], 2)];
    const { y, apart } = await evaluate({ a, b, c }, ({ a, b, c }) => ({
      y: a!.mul(3).gemm(b!.neg(), false, false, c).mul(0.5),
      // a maximum with what is far below stands between, and nothing folds
      apart: a!.mul(3).maximum(-99).gemm(b!.neg().maximum(-99), false, false, c).maximum(-99).mul(0.5),
    }));
    expectClose(y!, apart!);
  });
});

describe("GELU", () => {
  const build = (x: Tensor) => x.gelu().gelu();

  test("is its own kernel where no gradient is wanted", () => {
    expect(left(build(leaf("x", 4)))).toEqual(["gelu", "gelu"]);
  });

  test("shares one error function with its gradient", () => {
    const x = leaf("x", 4);
    const y = build(x).sum();
    const names = left(y, gradientsOf(y, [x])[0]!);
    expect(names.filter((name) => name === "erf")).toHaveLength(2);
    expect(names).not.toContain("gelu");
  });

  test("has the numbers of its kernel, and a gradient far out and at zero", async () => {
    const x = floats([-100, -20, -3, -0.5, 0, 0.5, 3, 20, 100], [9]);
    const { kernel } = await evaluate({ x }, ({ x }) => ({ kernel: x!.gelu() }));
    const { shared, slope } = await evaluate({ x }, ({ x }) => ({
      shared: x!.gelu(),
      slope: gradientsOf(x!.gelu().sum(), [x!])[0]!,
    }));
    expectClose(shared!, kernel!, 1e-7);
    expectClose(slope!, [0, 0, -0.0119457, 0.1325049, 0.5, 0.8674951, 1.0119457, 1, 1], 1e-6);
  });
});

describe("tiles of rows", () => {
  const [ROWS, IN, OUT] = [12, 3, 2];
  const model = (x: Tensor, w: Tensor, mask: Tensor) => {
    const hidden = x
      .gemm(w, false, true)
      .gelu()
      .mul(mask.reshape([ROWS, 1]));
    return hidden.gemm(w, false, false).sub(x).square().sum();
  };

  test("leave no operation on all rows where all is row by row", () => {
    const [x, w, mask] = [leaf("x", ROWS, IN), leaf("w", OUT, IN), leaf("mask", ROWS)];
    const tiled = inOrder(tileRows(Object.values(optimise({ y: gradientsOf(model(x, w, mask), [w])[0]! })), 3));
    const tall = tiled.filter(
      ({ shape, origin }) => origin.kind === "operation" && shape.length === 2 && shape[0] === ROWS,
    );
    expect(tall.map(({ origin }) => origin.kind === "operation" && origin.primitive.name)).toEqual(["reshape"]);
  });

  test.each([1, 3, 5, 6])("of at least %i rows give the same numbers", async (rows) => {
    const inputs = { x: spread([ROWS, IN]), w: spread([OUT, IN], 1), mask: spread([ROWS], 2) };
    const [plain, tiled] = await Promise.all(
      [ROWS + 1, rows].map((rowsOfTile) =>
        evaluate(inputs, ({ x, w, mask }) => {
          const total = model(x!, w!, mask!);
          const made = tileRows([total, ...gradientsOf(total, [x!, w!, mask!])], rowsOfTile);
          return Object.fromEntries(made.map((tensor, i) => [`y${i}`, tensor]));
        }),
      ),
    );
    for (const [name, values] of Object.entries(plain!)) expectClose(tiled![name]!, values);
  });

  test("are not cut from a few rows", () => {
    const outputs = [model(leaf("x", ROWS, IN), leaf("w", OUT, IN), leaf("mask", ROWS))];
    expect(tileRows(outputs, 7)).toBe(outputs);
  });
});

test("a gradient that stops costs nothing", () => {
  const x = leaf("x", 2);
  expect(left(x.stopGradient().exp())).toEqual(["exp"]);
});
