/** @file What classes are called: by the file, and by an override as the guide has it. */
import { expect, test } from "vitest";
import { classNamesOf } from "../../src/data/class-names.ts";
import { composeTraining } from "../../src/library/compose-training.ts";

test("names of classes are read as thesis-simulate writes them", () => {
  expect(classNamesOf("1 tttt, 2 ttH, 3 ttW")).toEqual({ 1: "tttt", 2: "ttH", 3: "ttW" });
  expect(classNamesOf(undefined)).toEqual({});
});

test("classes are named by an override as the guide has it, and not at all without one", () => {
  const namesIn = (...overrides: string[]) => {
    const { data } = composeTraining(["data=h5_tokens", ...overrides]);
    return data.kind === "h5_tokens" ? data.class_names : undefined;
  };
  expect(namesIn("data.class_names={1: tttt, 2: ttH}")).toEqual({ 1: "tttt", 2: "ttH" });
  expect(namesIn()).toBeNull();
});
