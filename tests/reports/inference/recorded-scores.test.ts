import { join } from "node:path";
import { expect, test } from "vitest";
import { shared } from "../../shared-folder.ts";

interface Report {
  within(name: string, error: number, allowed: number): void;
}

interface Part {
  runInference(folder: string, report: Report): Promise<void>;
}

const golden = shared("golden/reference");
const part = join(import.meta.dirname, "../../../scripts/conformance/reference/inference.mjs");

test.skipIf(golden.missing)(
  "recorded models score recorded events, true and corrupted, as the Python system did",
  async () => {
    const { runInference } = (await import(part)) as Part;
    const failed: string[] = [];
    let passed = 0;
    await runInference(golden.path, {
      within(name, error, allowed) {
        if (error <= allowed) passed++;
        else failed.push(`${name}: ${error}, allowed ${allowed}`);
      },
    });
    expect(failed).toEqual([]);
    expect(passed).toBeGreaterThan(300); // nine models, three kinds of events
  },
);
