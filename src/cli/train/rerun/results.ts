/** @file What came out of two runs of one config: losses to the last bit, test, evaluation, weights. */
import { existsSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { type EpochEndFact, type Fact, readFacts } from "#facts";
import { jsonOrNull } from "#utils/file-text.ts";
import { runPaths } from "#utils/paths.ts";

export interface ResultComparison {
  readonly what: string;
  readonly isSame: boolean;
  /** What is to be said of it, in a sentence. */
  readonly words: string;
}

export function compareResults(originalFolder: string, runFolder: string): readonly ResultComparison[] {
  const [before, now] = [runPaths(originalFolder), runPaths(runFolder)];
  const [factsBefore, factsNow] = [readFacts(before.events), readFacts(now.events)];
  return [
    compareLosses(epochsOf(factsBefore), epochsOf(factsNow)),
    compareJson("test", testOf(factsBefore), testOf(factsNow)),
    compareJson("evaluation", evaluationOf(before.evaluation), evaluationOf(now.evaluation)),
    compareBytes("best_val.pt", before.bestCheckpoint, now.bestCheckpoint),
    compareBytes("last.pt", before.lastCheckpoint, now.lastCheckpoint),
  ];
}

const epochsOf = (facts: readonly Fact[]) =>
  new Map(facts.flatMap((fact) => (fact.moment === "on_epoch_end" ? [[fact.epoch, fact] as const] : [])));

/** Every term of both splits, epoch by epoch. */
function compareLosses(
  before: ReadonlyMap<number, EpochEndFact>,
  now: ReadonlyMap<number, EpochEndFact>,
): ResultComparison {
  const what = "losses";
  const shared = [...before.keys()].filter((epoch) => now.has(epoch)).toSorted((a, b) => a - b);
  const odd = shared.find((epoch) => !isDeepStrictEqual(before.get(epoch)!.losses, now.get(epoch)!.losses));
  if (odd !== undefined) {
    const [first, second] = [before.get(odd)!, now.get(odd)!];
    const numbers = (["train_loss", "val_loss"] as const).map((name) => `${name} ${first[name]} → ${second[name]}`);
    return { what, isSame: false, words: `differ from epoch ${odd} on (counted from 0): ${numbers.join(", ")}` };
  }
  if (before.size !== now.size) {
    const words = `equal bit by bit in the ${shared.length} epochs that both have, of ${before.size} and ${now.size}`;
    return { what, isSame: false, words };
  }
  return { what, isSame: true, words: `equal bit by bit in all ${shared.length} epochs` };
}

function testOf(facts: readonly Fact[]): unknown {
  const test = facts.findLast((fact) => fact.moment === "on_test_end");
  return test && { losses: test.losses, metrics: test.metrics };
}

function evaluationOf(path: string): unknown {
  const evaluation = jsonOrNull<Record<string, unknown>>(path);
  if (evaluation === null) return undefined;
  const { latency_ms: _, ...rest } = evaluation;
  return rest;
}

function compareJson(what: string, before: unknown, now: unknown): ResultComparison {
  if (before === undefined || now === undefined) return missing(what, before === undefined, now === undefined);
  const isSame = isDeepStrictEqual(before, now);
  return { what, isSame, words: isSame ? "equal to the last digit" : "differs" };
}

function compareBytes(what: string, before: string, now: string): ResultComparison {
  const [hasBefore, hasNow] = [existsSync(before), existsSync(now)];
  if (!hasBefore || !hasNow) return missing(what, !hasBefore, !hasNow);
  const isSame = readFileSync(before).equals(readFileSync(now));
  return { what, isSame, words: isSame ? "equal byte by byte" : "differs" };
}

function missing(what: string, isMissingBefore: boolean, isMissingNow: boolean): ResultComparison {
  if (isMissingBefore && isMissingNow) return { what, isSame: true, words: "neither has any" };
  return { what, isSame: false, words: isMissingBefore ? "the first run has none" : "this run has none" };
}
