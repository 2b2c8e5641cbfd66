/** @file What errors of `thesis-simulate` advise to type: it is taken. */
import { expect, test } from "vitest";
import { FixableError } from "#utils/fixable-error.ts";
import { readSimulateArguments } from "../../../src/cli/simulate/simulate-arguments.ts";
import { shellWords } from "../follow-advice.ts";

test.each([
  ["evnts=40", "events=40"],
  ["events=20k", "events=20000"],
  ["events=1e5", "events=100000"],
  ["events=two", "events=3"],
  ["events=1", "events=3"],
  ["--events=40", "events=40"],
  ["events", "events=20000"],
  ["data.h5", "out=data.h5"],
  ["processes=ttb", "processes=ttbar"],
  ["selection=multi", "selection=multilepton"],
  ["unit=gev", "unit=GeV"],
  ["force=yes", "force=true"],
  ["seed=-1", "seed=1"],
])("%s is answered with %s", (mistake, wanted) => {
  expect(() => readSimulateArguments([mistake])).toThrow(
    expect.objectContaining({ constructor: FixableError, fixes: [wanted] }),
  );
  expect(() => readSimulateArguments(shellWords(wanted))).not.toThrow();
});
