/** @file What a grid makes of a command line: Hydra's product, keys that go together, listed points, points left out. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { groupOptions, pointsOf, sweepOverrides } from "#config";
import { composeSweep, pointsOfCommand, sweeperOf } from "./sweeps.ts";

const refused = (...overrides: readonly string[]) => expect(() => pointsOfCommand(...overrides));

test("hydra/sweeper=basic stays Hydra's own", () => {
  expect(sweeperOf(composeSweep("hydra/sweeper=basic", "phase1.trainer.seed=1,2"))).toBeUndefined();
});

test("without zip, points and exclude, it is Hydra's basic sweeper", () => {
  const keys = ["phase1.trainer.seed", "phase1.trainer.epochs", "phase1.trainer.batch_size"];
  const override = fc
    .tuple(fc.constantFrom(...keys), fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 4 }))
    .map(([key, values]) => `${key}=${values.join(",")}`);
  fc.assert(
    fc.property(fc.array(override, { minLength: 1, maxLength: 4 }), (overrides) => {
      const sweep = composeSweep(...overrides);
      const basic = pointsOf(sweepOverrides(sweep), groupOptions(sweep));
      expect(sweeperOf(sweep)!.plan(sweep).points).toEqual(basic);
    }),
    { numRuns: 30 },
  );
});

test("an interval is answered with a search", () => {
  refused("x=interval(0,1)").toThrow(/try: {3}hydra\/sweeper=random/);
});

describe("keys that go together", () => {
  test("are one axis, in the place of the first of them", () => {
    expect(
      pointsOfCommand("a=1,2", "b=x,y", "c=3,4", "hydra.sweeper.zip=[[c,a]]").map((point) =>
        point.replace(/ hydra.*/, ""),
      ),
    ).toEqual(["c=3 a=1 b=x", "c=3 a=1 b=y", "c=4 a=2 b=x", "c=4 a=2 b=y"]);
  });

  test("may be several groups, and keys that are added", () => {
    const zip = "hydra.sweeper.zip=[[a,new],[b,c]]";
    expect(pointsOfCommand("a=1,2", "+new=5,6", "b=x,y", "c=3,4", zip)).toEqual([
      "a=1 +new=5 b=x c=3",
      "a=1 +new=5 b=y c=4",
      "a=2 +new=6 b=x c=3",
      "a=2 +new=6 b=y c=4",
    ]);
  });

  test("are refused where they have not equally many values, are not swept over, or stand twice", () => {
    const code = "config/bad-sweep";
    refused("a=1,2", "b=1,2,3", "hydra.sweeper.zip=[[a,b]]").toThrow(expect.objectContaining({ code }));
    refused("seed=1,2", "b=1,2", "hydra.sweeper.zip=[[sead,b]]").toThrow(/try: {3}seed instead of sead/);
    refused("a=1,2", "b=1,2", "c=1,2", "hydra.sweeper.zip=[[a,b],[b,c]]").toThrow(expect.objectContaining({ code }));
    refused("a=1,2", "hydra.sweeper.zip=[[a]]").toThrow(expect.objectContaining({ code }));
    refused("a=1,2", "b=1,2", "hydra.sweeper.zip=[a,b]").toThrow(/try: {3}'hydra\.sweeper\.zip=\[\[a,b\]\]'/);
  });
});

describe("listed points", () => {
  test("come one after another, each with every value of the other keys", () => {
    expect(pointsOfCommand("hydra.sweeper.points=[{a:1,b:x},{c:3}]", "seed=1,2")).toEqual([
      "a=1 b=x seed=1",
      "a=1 b=x seed=2",
      "c=3 seed=1",
      "c=3 seed=2",
    ]);
  });

  test("may each be a small grid", () => {
    expect(pointsOfCommand("hydra.sweeper.points=[{kind:none},{kind:vq,size:'64,512'}]")).toEqual([
      "kind=none",
      "kind=vq size=64",
      "kind=vq size=512",
    ]);
  });

  test("give way to the command line", () => {
    const points = "hydra.sweeper.points=[{a:1,phase1.trainer.epochs:50},{a:2,phase1.trainer.epochs:90}]";
    expect(pointsOfCommand(points, "phase1.trainer.epochs=1")).toEqual([
      "a=1 phase1.trainer.epochs=1",
      "a=2 phase1.trainer.epochs=1",
    ]);
  });
});

describe("points that are left out", () => {
  test("have one of the values of every key", () => {
    const exclude = "hydra.sweeper.exclude=[{a:1,b:'1e-3,0.1'},{a:2,b:0.01}]";
    expect(pointsOfCommand("a=1,2", "b=0.001,0.01,0.1", exclude)).toEqual(["a=1 b=0.01", "a=2 b=0.001", "a=2 b=0.1"]);
  });

  test("can be options of a group", () => {
    const points = pointsOfCommand(
      "phase1/latent_space=glob(*)",
      "hydra.sweeper.exclude=[{phase1/latent_space:'glob(*vq)'}]",
    );
    expect(points).toEqual(["fsq", "linear", "none", "variational"].map((name) => `phase1/latent_space=${name}`));
  });

  test("are refused where they match nothing, or everything", () => {
    refused("a=1,2", "b=1,2", "hydra.sweeper.exclude=[{a:3}]").toThrow(/no point has a=3; there is a=1, a=2/);
    refused("seed=1,2", "hydra.sweeper.exclude=[{sead:1}]").toThrow(/try: {3}seed instead of sead/);
    refused("a=1,2", "b=1,2", "hydra.sweeper.zip=[[a,b]]", "hydra.sweeper.exclude=[{a:1,b:2}]").toThrow(/together/);
    refused("a=1,2", "hydra.sweeper.exclude=[{a:'1,2'}]").toThrow(/no point is left/);
  });
});

test("the same training twice is noted", () => {
  const noteOf = (...overrides: readonly string[]) => {
    const sweep = composeSweep(...overrides);
    return sweeperOf(sweep)!.plan(sweep).note;
  };
  expect(noteOf("a=1,2,1", "b=3,4")).toBe("#0 and #4 are the same training");
  expect(noteOf("a=1,2", "b=3,4")).toBeUndefined();
});

test("one mapping where several may stand is answered with a list of it", () => {
  refused("a=1,2", "hydra.sweeper.exclude={a:1}").toThrow(/try: {3}'hydra\.sweeper\.exclude=\[\{a:1\}\]'/);
});
