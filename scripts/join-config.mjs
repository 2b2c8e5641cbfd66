/**
 * @file Joins the compiled files behind the door `#config` into a few, in place. Every Tab and every `--cfg` loads them,
 * and finding and reading seventy small files takes a fifth of their time (docs/performance.md).
 */
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";

const dist = process.argv[2];
const [config, joined] = [join(dist, "config"), join(dist, "config.joined")];
const bundle = await rolldown({
  input: { index: join(config, "index.js"), schema: join(config, "schema.js") },
  platform: "node",
  external: /^[^./]/, // packages, node: and other doors
});
await bundle.write({ dir: joined, format: "esm", chunkFileNames: "[name].js" });
rmSync(config, { recursive: true });
renameSync(joined, config);
