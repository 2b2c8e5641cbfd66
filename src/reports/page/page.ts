/**
 * @file A report as one file: tables and figures that answer to the reader, without a server and without a network.
 * The content security policy lets the page load nothing but pictures beside it, so what a run is called can do no harm.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { FixableError } from "#utils/fixable-error.ts";
import { PACKAGE_ROOT } from "#utils/package-info.ts";
import { escapeXml } from "./markup.ts";
import type { PageData } from "./page-data.ts";

export interface PageParts {
  readonly data: PageData;
  /** Name of the report folder. */
  readonly reportId: string;
  readonly question: string;
  readonly createdAt: Date;
  /** Code that drew it, e.g. `thesis-ml 0.1.0`. */
  readonly code: string;
  /** What the reader should know. */
  readonly notes: readonly string[];
  /** Other files of the report, by their paths below it. */
  readonly files: readonly string[];
}

/** Where `npm run setup` puts what runs in the browser. */
const BUILT = join(PACKAGE_ROOT, "dist", "reports", "page");

/** @throws FixableError `reports/not-built` */
export async function reportPage(parts: PageParts): Promise<string> {
  const { data, reportId, question, createdAt, code, notes, files } = parts;
  const [script, style] = await Promise.all(["browser.js", "browser.css"].map(built));
  const inlined = script!.replaceAll("</script", "<\\/script");
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${createHash("sha256").update(inlined).digest("base64")}'`,
    "style-src 'unsafe-inline'",
    "img-src 'self' file: data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const title = data.analysis.replaceAll("_", " ");
  const count = `${data.runs.length} ${data.runs.length === 1 ? "run" : "runs"}`;
  const made = [reportId, createdAt.toISOString().slice(0, 16).replace("T", " "), count, code];
  const links = files.map((file) => `<a href="${escapeXml(file)}">${escapeXml(file)}</a>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escapeXml(policy)}">
<meta name="color-scheme" content="light dark">
<title>${escapeXml(`${title} · ${reportId}`)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${escapeXml(title)}</h1>
<p class="question">${escapeXml(question)}</p>
<p class="made">${made.map(escapeXml).join(" · ")}</p>
<p class="files">${links.join(" ")}</p>
${notes.length > 0 ? `<ul class="notes">${notes.map((note) => `<li>${escapeXml(note)}</li>`).join("")}</ul>` : ""}
</header>
<noscript><p class="notes">The figures and the table need JavaScript; the same numbers are in training/summary.csv.</p></noscript>
<main></main>
<script type="text/plain" id="data">${deflateRawSync(JSON.stringify(data, plain)).toString("base64")}</script>
<script>${inlined}</script>
</body>
</html>
`;
}

async function built(name: string): Promise<string> {
  const path = join(BUILT, name);
  return readFile(path, "utf8").catch((cause: unknown) => {
    throw new FixableError({
      code: "reports/not-built",
      problem: "the part of the page that runs in a browser has not been built",
      where: path,
      fix: "npm run setup",
      cause,
    });
  });
}

/** Arrays of numbers as JSON knows them. */
function plain(_: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;
}
