/** @file The page of a report comes to life: its data are unpacked, then every figure and the table follow what the reader keeps. */

import { analyses } from "../../analyses/index.ts";
import { materialOf, narrowed, type PageData } from "../page-data.ts";
import { Chips } from "./chips.ts";
import { columnsOf } from "./columns.ts";
import { downloadText } from "./download.ts";
import { button, element } from "./elements.ts";
import { cellOf } from "./figure-data.ts";
import { Figures } from "./figures.ts";
import { RunLinks } from "./run-links.ts";
import { RunTable } from "./run-table.ts";
import { onThemeChange } from "./theme.ts";

async function unpack(packed: string): Promise<PageData> {
  const signs = atob(packed);
  const bytes = new Uint8Array(signs.length);
  for (let i = 0; i < signs.length; i++) bytes[i] = signs.charCodeAt(i); // Uint8Array.from takes 200 ms for a large sweep
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return (await new Response(stream).json()) as PageData;
}

function start(data: PageData): void {
  const whole = materialOf(data);
  const columns = columnsOf(data);
  const left = new Set<number>();
  const count = element("output");
  const search = element("input", {
    type: "search",
    placeholder: "search all columns",
    "aria-label": "search all columns",
  });
  const grouped = element("input", { type: "checkbox", id: "grouped" });
  const chips = new Chips(columns, data.runs, update);
  const table = new RunTable({
    columns,
    rows: data.runs,
    links: new RunLinks(data),
    left,
    onFilter: update,
    onChoose: redraw,
  });
  const texts = data.runs.map((row) =>
    columns
      .map(({ pick }) => String(pick(row) ?? ""))
      .join(" ")
      .toLowerCase(),
  );
  const figures = new Figures(data.figures, analyses[data.analysis as keyof typeof analyses]);
  let shown: number[] = [];

  function update(): void {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    shown = [...data.runs.keys()].filter(
      (run) => words.every((word) => texts[run]!.includes(word)) && chips.hasRun(run) && table.hasRun(run),
    );
    const groups = grouped.checked ? groupsOf(shown) : undefined;
    table.show(shown, groups);
    redraw();
  }

  /** With the rows of all runs, of which groups hold those that are shown. */
  function groupsOf(kept: readonly number[]) {
    const isKept = new Set(kept);
    return data.groups.flatMap((group) => {
      const runs = group.runs.filter((run) => isKept.has(run));
      return runs.length > 0 ? [{ ...group, runs }] : [];
    });
  }

  function redraw(): void {
    const chosen = shown.filter((run) => !left.has(run));
    count.textContent = `${chosen.length} of ${data.runs.length} runs drawn`;
    figures.show(narrowed(whole, chosen));
  }

  function clear(): void {
    search.value = "";
    chips.clear();
    table.clearFilters();
    left.clear();
    update();
  }

  function tableCsv(): string {
    const rows = shown.map((run) => [...columns.map(({ pick }) => pick(data.runs[run]!)), data.runs[run]!.run_dir]);
    const header = [...columns.map(({ id }) => id), "run_dir"];
    return [header, ...rows].map((cells) => `${cells.map(cellOf).join(",")}\n`).join("");
  }

  search.addEventListener("input", update);
  grouped.addEventListener("change", update);
  onThemeChange(() => figures.redraw());

  const label = element("label", { for: "grouped" });
  label.append(grouped, " group seeds (mean ± std)");
  const csv = button("table as CSV", () => downloadText("runs.csv", tableCsv(), "text/csv"), {
    title: "the runs shown",
  });
  const bar = element("div", { class: "bar", role: "search" });
  bar.append(search, chips.element, button("all runs", clear, { title: "forget all filters" }), count);
  const tools = element("div", { class: "bar" });
  tools.append(label, csv);
  const runs = element("section", { id: "runs" });
  runs.append(element("h2", {}, "runs"), tools, table.message, table.element);
  document.querySelector("main")!.append(bar, figures.element, runs);
  update();
}

unpack(document.getElementById("data")!.textContent!).then(start, (reason: unknown) => {
  const text = `This page could not be shown: ${(reason as Error).message}. It needs a browser of 2023 or newer.`;
  document.querySelector("main")!.append(element("p", { class: "notes" }, text));
});
