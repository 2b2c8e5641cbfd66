/** @file The space of a search, as users of Hydra's Optuna sweeper type it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RandomStream } from "#utils/seed.ts";
import { drawFrom } from "../../../src/hpc/search/domain.ts";
import { drawPlace } from "../../../src/hpc/search/random.ts";
import { spaceOf } from "./spaces.ts";

const parameterOf = (override: string) => spaceOf(override).parameters[0]!;
const domainOf = (override: string) => parameterOf(override).domain;

describe("what is typed becomes a domain", () => {
  test.each([
    ["lr=interval(1,9)", { kind: "interval", low: 1, high: 9, isLog: false }],
    ["lr=tag(log, interval(1e-5, 1e-2))", { kind: "interval", low: 1e-5, high: 1e-2, isLog: true }],
    ["n=int(interval(1, 9))", { kind: "steps", low: 1, high: 9, isLog: false }],
    ["n=int(tag(log, interval(1, 1000)))", { kind: "steps", low: 1, high: 1000, isLog: true }],
    ["n=range(1, 9, 2)", { kind: "steps", low: 0, high: 3, isLog: false }],
    ["x=choice(a, b, c)", { kind: "choice", size: 3 }],
    ["x=a,b", { kind: "choice", size: 2 }],
    ["db=glob(*)", { kind: "choice", size: 2 }],
  ])("%s", (override, domain) => {
    expect(domainOf(override)).toEqual(domain);
  });

  test.each([
    "x=interval(2,1)",
    "x=tag(log,interval(0,1))",
    "x=tag(log,range(1,5))",
    "x=shuffle(1,2,3)",
    "x=range(0)",
  ])("%s is refused", (override) => {
    expect(() => spaceOf(override)).toThrow(expect.objectContaining({ code: "config/bad-sweep" }));
  });

  test("a command line without several values is refused", () => {
    expect(() => spaceOf("a=1", "b=2")).toThrow(expect.objectContaining({ code: "config/bad-sweep" }));
  });
});

test("points keep the order of the command line, and what is the same for all", () => {
  const space = spaceOf("epochs=5", "+lr=interval(0,1)", "db=mysql,pg", "n=range(1,9,2)");
  const place = new Map([
    ["+lr", 0.25],
    ["db", 1],
    ["n", 3],
  ]);
  expect(space.pointAt(place)).toEqual(["epochs=5", "+lr=0.25", "db=pg", "n=7"]);
  expect(space.placeOf(["epochs=5", "+lr=0.25", "db=pg", "n=7"])).toEqual(place);
});

test("every place that is drawn comes back from its point, and lies within its domains", () => {
  const space = spaceOf("a=tag(log,interval(1e-7,1e3))", "b=int(interval(-4,4))", "c=x,y,z", "d=interval(-1e9,1e-9)");
  fc.assert(
    fc.property(fc.nat(), fc.nat(99), (seed, number) => {
      const place = drawPlace(space, { seed, number });
      expect(space.placeOf(space.pointAt(place))).toEqual(place);
      for (const { key, domain } of space.parameters) {
        const [low, high] = domain.kind === "choice" ? [0, domain.size - 1] : [domain.low, domain.high];
        expect(place.get(key)).toBeGreaterThanOrEqual(low);
        expect(place.get(key)).toBeLessThanOrEqual(high);
      }
    }),
  );
});

test("logarithms are drawn evenly, and so are whole numbers, their ends included", () => {
  const count = (domain: Parameters<typeof drawFrom>[0], isIn: (value: number) => boolean) => {
    const stream = RandomStream.of(7);
    return Array.from({ length: 4000 }, () => drawFrom(domain, stream)).filter(isIn).length / 4000;
  };
  const log = domainOf("x=tag(log,interval(1e-4,1))");
  expect(count(log, (value) => value < 1e-2)).toBeCloseTo(0.5, 1);
  const whole = domainOf("x=int(interval(1,4))");
  for (const each of [1, 2, 3, 4]) expect(count(whole, (value) => value === each)).toBeCloseTo(0.25, 1);
});

test("corners have every option and both ends", () => {
  const corners = spaceOf("a=x,y,z", "b=interval(0,1)").corners();
  expect(corners).toEqual([
    ["a=x", "b=0.0"],
    ["a=y", "b=1.0"],
    ["a=z", "b=1.0"],
  ]);
});
