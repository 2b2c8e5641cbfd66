/** @file Every file under configs/data says what its schema expects. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { dataConfig, dataSources } from "#data";

const folder = join(import.meta.dirname, "../../configs/data");
const names = readdirSync(folder).map((file) => file.replace(/\.yaml$/, ""));

test.each(names)("%s.yaml is complete: nothing is left to a default", (name) => {
  const written: unknown = parse(readFileSync(join(folder, `${name}.yaml`), "utf8"));
  expect(dataConfig.parse(written)).toEqual(written);
});

test("there is a file for every kind of source", () => {
  expect(names.toSorted()).toEqual(Object.keys(dataSources).toSorted());
});
