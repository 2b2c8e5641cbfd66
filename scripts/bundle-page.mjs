/** @file What runs in the browser of a report's page → one script without imports, and its style beside it. Run by `setup.mjs`. */
import { copyFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const source = join(root, "src/reports/page");

/** @param dist folder of the compiled package */
export async function bundlePage(dist) {
  const { build } = await import("rolldown");
  await build({
    input: join(source, "browser/main.ts"),
    platform: "browser",
    resolve: { conditionNames: ["source", "import", "default"] },
    external: ["vega", "@resvg/resvg-js", "pdfkit", /^h5wasm/, /^onnxruntime/, /^node:/], // only named by files that are left out
    treeshake: { moduleSideEffects: false }, // the doors of facts and figures lead to files that only Node can read
    plugins: [
      {
        name: "font-of-the-browser",
        resolveId: (wanted, from) =>
          wanted === "./font.ts" && from?.includes("/src/figures/") ? join(source, "browser/font.ts") : null,
      },
    ],
    output: { file: join(dist, "reports/page/browser.js"), format: "iife", minify: true },
    logLevel: "warn",
  });
  copyFileSync(join(source, "page.css"), join(dist, "reports/page/browser.css"));
}
