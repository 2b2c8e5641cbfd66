import { join } from "node:path";
import { expect, test } from "vitest";
import { shared } from "../../shared-folder.ts";

interface Suite {
  run(folder: string): Promise<{ readonly passed: number; readonly failed: number }>;
}

const golden = shared("golden/reference");
const suite = join(import.meta.dirname, "../../../scripts/conformance/facts.mjs");

test.skipIf(golden.missing)("every recorded answer of the Python readers is ours, or is a known bug", async () => {
  const { run } = (await import(suite)) as Suite;
  const { passed, failed } = await run(golden.path);
  expect(failed).toBe(0);
  expect(passed).toBeGreaterThan(1000);
});
