/** @file Trials of a search, taken by several processes at once. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ClaimableJob } from "#config";
import { Proposer, readManifest, TrialQueue, wantAgain, writeManifest } from "#hpc";
import { FixableError } from "#utils/fixable-error.ts";
import { drawPlace } from "../../../src/hpc/search/random.ts";
import type { Search } from "../../../src/hpc/search/search.ts";
import { pointNamed, sweepFolderIn, temporaryFolder, writeStatus } from "../points.ts";
import { spaceOf } from "./spaces.ts";

const space = spaceOf("x=interval(0,1)");
const rules = {
  ...({ kind: "tpe", n_trials: 6, direction: "minimize", metric: "val_loss", seed: 1 } as const),
  ...{ asha: { min_epochs: null, reduction_factor: 3 }, keys: ["x"], n_startup_trials: 2 },
};
const search: Search = {
  ...{ rules, space, begin: [] },
  propose: (number, _, attempt) => drawPlace(space, { seed: 1, number, attempt }),
};

/** A search whose first two trials are planned, and the queues of two processes. @param bad trials whose parts do not fit */
async function begun(bad: readonly number[] = []) {
  const folder = sweepFolderIn(temporaryFolder());
  const frozen = (number: number, overrides: readonly string[]) => ({
    ...{ number, overrides, environment: {}, files: { "config.yaml": "" } },
    run: join(folder, pointNamed(number).run),
  });
  await writeManifest(folder, {
    ...{ argv: [], launcher: { kind: "local" }, workingFolder: folder, search: rules },
    points: [0, 1].map((number) => frozen(number, [`x=0.${number + 1}`])),
  });
  const proposer = new Proposer({
    search,
    plan: (overrides, num) =>
      ({ num, overrides: { task: overrides, hydra: [] }, claim() {} }) as unknown as ClaimableJob,
    check: async ({ num }) => {
      if (bad.includes(num!)) throw new FixableError({ code: "engine/shape", problem: "they do not fit" });
    },
    freeze: ({ num, overrides }) => frozen(num!, overrides.task),
  });
  const stop = new AbortController();
  const queue = () => new TrialQueue({ folder, proposer: async () => proposer, stop: stop.signal });
  const end = (number: number, status: object = { status: "finished", reason: null, epochs: 1 }) =>
    writeStatus(folder, readManifest(folder).points[number]!, status);
  return { folder, stop, queues: [queue(), queue()] as const, end };
}

test("two processes take every trial once, the planned ones first", async () => {
  const { folder, queues, end } = await begun();
  const taken: number[] = [];
  for (;;) {
    const [one, other] = await Promise.all(queues.map((queue) => queue.next()));
    if (one === undefined && other === undefined) break;
    for (const [index, point] of [one, other].entries()) {
      if (!point) continue;
      taken.push(point.number);
      end(point.number);
      queues[index]!.release(point);
    }
  }
  expect(taken.toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(new Set(readManifest(folder).points.map(({ overrides }) => overrides.join())).size).toBe(6);
});

test("a trial whose process is lost is taken by another, before a new one is made", async () => {
  const { queues, end } = await begun();
  const [one, other] = queues;
  expect((await one.next())!.number).toBe(0);
  expect((await other.next())!.number).toBe(1);
  end(0, { status: "interrupted", reason: "SIGTERM", epochs: 1 });
  one.close();
  expect((await other.next())!.number).toBe(0);
});

test("a trial that failed is a result, and gets another turn only where that is wished", async () => {
  const { folder, queues, end } = await begun();
  const [one, other] = queues;
  const first = (await one.next())!;
  end(0, { status: "failed", reason: "training/diverged", epochs: 1 });
  one.release(first);
  expect((await other.next())!.number).toBe(1);
  wantAgain(first, folder);
  expect((await one.next())!.number).toBe(0);
  one.release(first);
  expect((await one.next())!.number).toBe(2);
});

test("a trial whose process was killed by the system has failed, and is not begun again and again", async () => {
  const { folder, queues, end } = await begun();
  const [one] = queues;
  const first = (await one.next())!;
  end(0, { status: "interrupted", reason: "its process is gone", epochs: 1 });
  writeFileSync(join(folder, first.config, "exit.json"), '{"reason": "killed by SIGKILL"}');
  one.release(first);
  expect((await one.next())!.number).toBe(1);
});

test("a trial whose parts do not fit together has failed, and the next one is made", async () => {
  const { folder, queues } = await begun([2, 3]);
  for (const number of [0, 1, 4]) expect((await queues[0].next())!.number).toBe(number);
  expect(readManifest(folder).points).toHaveLength(5);
});

test("a search that is stopped gives out nothing", async () => {
  const { stop, queues } = await begun();
  stop.abort("SIGTERM");
  expect(await queues[0].next()).toBeUndefined();
});
