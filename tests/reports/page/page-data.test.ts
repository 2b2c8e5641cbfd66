/** @file What is packed into a page is what the analysis saw, and some of the runs are drawn as if they were all. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { curvePanel, gridFigure } from "#figures";
import { analyses } from "../../../src/reports/analyses/index.ts";
import { reportPage } from "../../../src/reports/page/page.ts";
import {
  materialOf,
  narrowed,
  type PageData,
  packData,
  watchColumns,
  withGaps,
} from "../../../src/reports/page/page-data.ts";
import { linksOf } from "../../../src/reports/page/run-links.ts";
import { groupRuns } from "../../../src/reports/run-groups.ts";
import { configOf } from "../sweep.ts";
import { manyRuns } from "./many-runs.ts";

const tables = manyRuns(50);
const config = configOf("out", "compare_tokenizers", { sweep_dir: "x" }, { thresholds: { val_mse: 0.1 } });
const whole = { tables, groups: groupRuns(tables), config, inference: null };
const plain = (data: unknown) =>
  JSON.parse(
    JSON.stringify(data, (_, value) => (ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value)),
  );

const parts = {
  reportId: "report_20260102-030405_compare_tokenizers",
  question: "Which?",
  createdAt: new Date(0),
  code: "thesis-ml 0",
  notes: [],
  files: ["manifest.yaml"],
};

test.each(Object.keys(analyses) as (keyof typeof analyses)[])("%s is drawn from a page as from the facts", (name) => {
  const { material, columns } = watchColumns(whole);
  const { figures } = analyses[name];
  const drawn = plain(Object.values(figures).map((draw) => draw(material)));
  const packed = packData(material, columns, []);
  const again = materialOf(plain({ ...packed, links: [], probes: {} }) as PageData);
  expect(plain(Object.values(figures).map((draw) => draw(again)))).toEqual(drawn);
});

test("a figure that goes into the page as it was drawn keeps its gaps", () => {
  const series = [{ name: "a", x: Float64Array.of(0, 1, 2), y: [1, Number.NaN, 3] }];
  const figure = gridFigure([curvePanel({ x: { label: "x" }, y: { label: "y" }, series })]);
  const [line] = withGaps(plain(figure) as typeof figure).panels[0]!.layers;
  expect(line).toMatchObject({ kind: "line", x: [0, 1, 2], y: [1, Number.NaN, 3] });
});

test("only the columns that figures read are packed", () => {
  const { material, columns } = watchColumns(whole);
  analyses.compare_tokenizers.figures.val_mse_vs_time!(material);
  expect([...columns].sort()).toEqual(["epoch", "epoch_time_s", "loss.rec_tokens"]);
});

test("some runs keep the names and looks of their groups, and nothing of the others", () => {
  const kept = [...tables.runs.keys()].filter((run) => tables.runs[run]!.tokenizer === "vq" && run % 2 === 0);
  const { tables: some, groups } = narrowed(whole, kept);
  expect(some.runs.every(({ tokenizer }) => tokenizer === "vq")).toBe(true);
  expect(groups.tokenizers).toEqual(whole.groups.tokenizers);
  for (const group of groups.groups) {
    expect(whole.groups.groups.find(({ name }) => name === group.name)?.variant).toBe(group.variant);
    for (const run of group.runs) expect(kept.map((one) => tables.runs[one])).toContain(some.runs[run]);
  }
  for (const [place, run] of kept.entries()) {
    expect(some.epochs.ofRun(place, "val_loss")).toEqual(tables.epochs.ofRun(run, "val_loss"));
  }
});

test("the page allows its own script and nothing from anywhere else", async () => {
  const page = await reportPage({ ...parts, data: { ...packData(whole, ["epoch"], []), links: [], probes: {} } });
  const script = /<script>([\s\S]*?)<\/script>\s*<\/body>/.exec(page)![1]!;
  const hash = createHash("sha256").update(script).digest("base64");
  expect(page).toContain(`script-src &#39;sha256-${hash}&#39;`);
  expect(page).toContain("default-src &#39;none&#39;");
  expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  const packed = /id="data">([^<]*)</.exec(page)![1]!;
  const data = JSON.parse(inflateRawSync(Buffer.from(packed, "base64")).toString()) as PageData;
  expect(data.runs).toHaveLength(50);
});

test("whatever is said in the head is only text", async () => {
  const evil = '<img src=x onerror="alert(1)">&';
  const data = { ...packData(whole, [], []), links: [], probes: {} };
  const page = await reportPage({ ...parts, data, question: evil, notes: [evil], files: [evil] });
  expect(page).not.toContain("<img");
  expect(page).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;");
});

test("links lead from the report to the runs, whatever they are called", () => {
  const runs = [{ ...tables.runs[0]!, run_dir: join("out", "runs", "a run#1") }];
  expect(linksOf(runs, join("out", "reports", "report_x"))).toEqual({ links: ["../../runs/a%20run%231/"], probes: {} });
});
