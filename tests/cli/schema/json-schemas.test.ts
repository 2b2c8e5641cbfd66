/** @file The schemas that editors check `configs/` with: up to date, pointed at, and kept by every file. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { schema } from "#config/schema";
import { jsonSchemas, schemaNameOf } from "../../../src/cli/schema/json-schemas.ts";

const root = join(import.meta.dirname, "../../..");
const files = readdirSync(join(root, "configs"), { recursive: true, encoding: "utf8" }).filter(
  (file) => schemaNameOf(file) && file.endsWith(".yaml"),
);
const schemas = jsonSchemas();

test.each([...schemas])("schemas/%s.schema.json is what the code says (npm run schema)", (name, content) => {
  expect(JSON.parse(readFileSync(join(root, "schemas", `${name}.schema.json`), "utf8"))).toEqual(
    JSON.parse(JSON.stringify(content)),
  );
});

describe.each(files)("configs/%s", (file) => {
  const text = readFileSync(join(root, "configs", file), "utf8");

  test("points at its schema", () => {
    expect(text).toContain(`${schemaNameOf(file)}.schema.json`);
  });

  test("keeps its schema, and a misspelt key would not", () => {
    const check = schema.fromJSONSchema(schemas.get(schemaNameOf(file)!) as never);
    const content = parse(text) as Record<string, unknown>;
    expect(check.safeParse(content).error).toBeUndefined();
    expect(check.safeParse({ ...content, misspelt_key: 1 }).success).toBe(false);
  });
});
