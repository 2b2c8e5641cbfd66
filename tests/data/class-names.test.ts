/** @file What classes are called: by the file, and by an override as the guide has it. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { dataConfig, openEvents } from "#data";
import { classNamesOf, unambiguous } from "../../src/data/class-names.ts";
import { composeTraining } from "../../src/library/compose-training.ts";
import { goodTables, temporaryFolder, writeTables } from "./event-files.ts";

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

test.each([
  [{ 1: "top", 2: "top" }, '"top" would stand for class 1 and for class 2', "data.class_names={1: class_1, 2: top}"],
  [{ 1: "ttH", 2: "all" }, "all signals", "data.class_names={1: ttH, 2: class_2}"],
  [{ 1: "2", 2: "ttH" }, "a label", "data.class_names={1: class_1, 2: ttH}"],
])("%j would lose a class in the evaluation and is refused", (names, problem, fix) => {
  const check = () => unambiguous(names, "data.class_names");
  expect(check).toThrow(expect.objectContaining({ code: "data/ambiguous-class", fixes: [`'${fix}'`] }));
  expect(check).toThrow(problem);
});

test("names that each stand for one class are as they were, a label for itself too", () => {
  const names = { 1: "tttt", 2: "ttH", 3: "3" };
  expect(unambiguous(names, "data.class_names")).toBe(names);
});

test("a file is not opened under names that are ambiguous", async () => {
  const path = await writeTables(join(temporaryFolder(), "events.h5"), goodTables());
  const open = (class_names: object) =>
    openEvents(dataConfig.parse({ kind: "h5_tokens", path, class_names }), { compat: "none", seed: 0 });
  await expect(open({ 1: "all" })).rejects.toMatchObject({ code: "data/ambiguous-class" });
  expect((await open({ 1: "tttt" })).classNames).toEqual({ 1: "tttt" });
});
