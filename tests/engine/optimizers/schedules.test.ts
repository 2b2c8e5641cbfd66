/** @file Schedules by hand, and against PyTorch. */
import { describe, expect, test } from "vitest";
import { ReduceOnPlateau, type Schedule, schedules } from "#engine";
import { expectClose } from "../close.ts";
import { askTorch, hasTorch } from "../torch-witness.ts";

const first = (count: number, schedule: Schedule) => Array.from({ length: count }, (_, step) => schedule(step));

test("the constant one is 1", () => {
  expect(first(3, schedules.constant())).toEqual([1, 1, 1]);
});

test("steps fall by a factor", () => {
  expect(first(5, schedules.step({ every: 2, factor: 0.5 }))).toEqual([1, 1, 0.5, 0.5, 0.25]);
});

test("a cosine warms up in a straight line, ends at its floor and stays there", () => {
  const cosine = schedules.cosine({ steps: 6, warmUp: 2, floor: 0.5 });
  expectClose(first(9, cosine), [
    0.5,
    1,
    1,
    0.5 + 0.25 * (1 + Math.SQRT1_2),
    0.75,
    0.5 + 0.25 * (1 - Math.SQRT1_2),
    0.5,
    0.5,
    0.5,
  ]);
});

test("one cycle starts low, peaks at 1 and ends lower", () => {
  const cycle = first(10, schedules.one_cycle({ steps: 10, rise: 0.5, startDivisor: 10, endDivisor: 100 }));
  expectClose([cycle[0]!, cycle[4]!, cycle[9]!], [0.1, 1, 0.001]);
  expect(schedules.one_cycle({ steps: 10 })(50)).toBeCloseTo(1 / 25e4, 12);
});

describe("reduce on plateau", () => {
  test("waits as long as its patience, and starts counting again after a fall", () => {
    const plateau = new ReduceOnPlateau({ factor: 0.5, patience: 1, floor: 0.3 });
    const factors = [5, 4, 4, 4, 4, 4, 3, 3, 3].map((loss) => {
      plateau.observe(loss);
      return plateau.schedule(0);
    });
    expect(factors).toEqual([1, 1, 1, 0.5, 0.5, 0.3, 0.3, 0.3, 0.3]);
  });

  test("does not take NaN for an improvement", () => {
    const plateau = new ReduceOnPlateau({ patience: 0 });
    plateau.observe(1);
    plateau.observe(Number.NaN);
    expect(plateau.state).toEqual({ factor: 0.1, best: 1, waited: 0 });
  });

  test("goes on from a state that was saved as JSON", () => {
    const [one, other] = [new ReduceOnPlateau({ patience: 1 }), new ReduceOnPlateau({ patience: 1 })];
    for (const loss of [2, 3]) one.observe(loss);
    other.state = JSON.parse(JSON.stringify(one.state));
    for (const each of [one, other]) each.observe(3);
    expect(other.state).toEqual(one.state);
    expect(other.schedule(0)).toBeCloseTo(0.1, 12);
  });
});

describe.skipIf(!hasTorch)("real torch", () => {
  test("has the same learning rates", () => {
    const losses = [5, 4, 4.1, 4.2, 4, 3.9997, 3, 3.1, 3.1, 3.1, 3.1, 3.1];
    const torch = askTorch<Record<string, number[]>>(
      `
import warnings; warnings.simplefilter("ignore")
def rates(make, count=12):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = make(optimizer)
    result = []
    for i in range(count):
        if count == len(given) and isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
            scheduler.step(given[i]); result.append(optimizer.param_groups[0]["lr"])
        else:
            result.append(optimizer.param_groups[0]["lr"]); scheduler.step()
    return result
s = torch.optim.lr_scheduler
answer = {
    "step": rates(lambda o: s.StepLR(o, 3, 0.7)),
    "cosine": rates(lambda o: s.CosineAnnealingLR(o, 12, 0.1)),
    "one_cycle": rates(lambda o: s.OneCycleLR(o, 1.0, total_steps=12, cycle_momentum=False)),
    "plateau": rates(lambda o: s.ReduceLROnPlateau(o, factor=0.5, patience=1, threshold=1e-4)),
}`,
      losses,
    );
    expectClose(first(12, schedules.step({ every: 3, factor: 0.7 })), torch["step"]!, 1e-9);
    expectClose(first(12, schedules.cosine({ steps: 12, floor: 0.1 })), torch["cosine"]!, 1e-9);
    expectClose(first(12, schedules.one_cycle({ steps: 12 })), torch["one_cycle"]!, 1e-9);
    const plateau = new ReduceOnPlateau({ factor: 0.5, patience: 1 });
    const ours = losses.map((loss) => {
      plateau.observe(loss);
      return plateau.schedule(0);
    });
    expectClose(ours, torch["plateau"]!, 1e-9);
  });
});
