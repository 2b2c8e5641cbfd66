/** @file The cases recorded from Hydra 1.3.5, where they are at hand; run against the build, as a user runs it. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { shared } from "../shared-folder.ts";

const root = join(import.meta.dirname, "../..");
const vectors = shared("golden/hydra/open");
const isBuilt = existsSync(join(root, "dist/config/index.js"));
if (!isBuilt) console.warn("skipped: the project is not built (npm run setup)");

test.skipIf(vectors.missing || !isBuilt).each(["overrides", "compose", "multirun", "app"])(
  "every recorded case of the family %s behaves as it did in Hydra",
  (family) => {
    const args = ["scripts/conformance/main.mjs", "hydra", vectors.path, "--family", family];
    const output = execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    expect(output).toMatch(/\d+ passed, 0 failed\n$/);
  },
);
