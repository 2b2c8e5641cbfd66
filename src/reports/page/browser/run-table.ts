/** @file The table of runs. Only the rows in sight are in the document, so that it does not matter how many there are. */
import type { RunRow } from "#facts";
import type { RunGroup } from "../../run-groups.ts";
import type { Column } from "./columns.ts";
import { element } from "./elements.ts";
import { parseFilter, type Test } from "./filter.ts";
import type { RunLinks } from "./run-links.ts";
import { cellText, groupRows, runRows, type Sorting, type TableRow } from "./table-rows.ts";
import { onPrint } from "./theme.ts";

export interface TableParts {
  readonly columns: readonly Column[];
  readonly rows: readonly RunRow[];
  readonly links: RunLinks;
  /** Rows of the runs that the reader took out of the figures. */
  readonly left: Set<number>;
  readonly onFilter: () => void;
  readonly onChoose: () => void;
}

const ROW_PX = 28; // as in page.css
const AROUND = 8; // rows above and below what is in sight
const [NARROWEST, WIDEST] = [7, 30]; // in characters

export class RunTable {
  readonly element = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "runs" });
  /** What the reader should know of the rows: filters that cannot be understood, or that nothing is left. */
  readonly message = element("p", { class: "message", role: "status", hidden: "" });
  readonly #parts: TableParts;
  readonly #body = element("tbody");
  readonly #table = element("table");
  readonly #heads = new Map<Column, HTMLElement>();
  readonly #all = element("input", { type: "checkbox", "aria-label": "draw all runs shown" });
  readonly #tests = new Map<Column, Test>();
  readonly #problems = new Map<Column, string>();
  readonly #open = new Set<string>();
  #sorting: Sorting | undefined;
  #shown: readonly number[] = [];
  #groups: readonly RunGroup[] | undefined;
  #tableRows: readonly TableRow[] = [];
  #window = "";
  #isWhole = false;

  constructor(parts: TableParts) {
    this.#parts = parts;
    this.#table.append(this.#columnWidths(), this.#head(), this.#body);
    this.element.append(this.#table);
    this.element.addEventListener("scroll", () => this.#draw(), { passive: true });
    this.#body.addEventListener("change", (event) => this.#choose(event.target as HTMLInputElement));
    this.#body.addEventListener("click", (event) => this.#fold(event.target as Element));
    parts.links.onFound(() => this.#draw(true));
    new ResizeObserver(() => this.#draw()).observe(this.element);
    onPrint((isPrinted) => {
      this.#isWhole = isPrinted;
      this.#draw(true);
    });
  }

  /** Whether a run has what is typed above the columns. */
  hasRun(run: number): boolean {
    for (const [column, test] of this.#tests) if (!test(column.pick(this.#parts.rows[run]!))) return false;
    return true;
  }

  /** @param groups for one row a group */
  show(shown: readonly number[], groups: readonly RunGroup[] | undefined): void {
    [this.#shown, this.#groups] = [shown, groups];
    this.#arrange();
  }

  clearFilters(): void {
    this.#tests.clear();
    this.#problems.clear();
    for (const input of this.#table.querySelectorAll<HTMLInputElement>("thead input[type=search]")) {
      input.value = "";
      input.removeAttribute("aria-invalid");
    }
  }

  #arrange(): void {
    const { rows, left } = this.#parts;
    this.#tableRows = this.#groups
      ? groupRows(this.#groups, rows, this.#sorting, this.#open)
      : runRows(this.#shown, rows, this.#sorting);
    this.#table.setAttribute("aria-rowcount", String(this.#tableRows.length + 2));
    const chosen = this.#shown.filter((run) => !left.has(run)).length;
    this.#all.checked = chosen === this.#shown.length && chosen > 0;
    this.#all.indeterminate = chosen > 0 && chosen < this.#shown.length;
    this.#say();
    this.#draw(true);
  }

  #say(): void {
    const problems = Array.from(this.#problems, ([{ label }, problem]) => `${label}: ${problem}`);
    const none = this.#shown.length === 0 ? ["No run is left: take a filter away, or press “all runs”."] : [];
    const text = [...problems, ...none].join(" ");
    if (text !== this.message.textContent) this.message.textContent = text;
    this.message.hidden = text === "";
  }

  /** The rows in sight, between two that are as high as all the others. */
  #draw(isChanged = false): void {
    const [first, last] = this.#isWhole ? [0, this.#tableRows.length] : this.#rowsInSight();
    const window = `${first} ${last}`;
    if (!isChanged && window === this.#window) return;
    this.#window = window;
    const rows = this.#tableRows.slice(first, last).map((row, i) => this.#rowElement(row, first + i));
    this.#body.replaceChildren(gap(first), ...rows, gap(this.#tableRows.length - last));
  }

  #rowsInSight(): [first: number, last: number] {
    const { scrollTop, clientHeight } = this.element;
    const inSight = Math.ceil((clientHeight || 600) / ROW_PX);
    const first = Math.max(0, Math.min(Math.floor(scrollTop / ROW_PX) - AROUND, this.#tableRows.length - inSight));
    return [first, Math.min(this.#tableRows.length, first + inSight + 2 * AROUND)];
  }

  #rowElement(row: TableRow, place: number): HTMLElement {
    const { columns, rows, left } = this.#parts;
    const tr = element("tr", { "aria-rowindex": String(place + 3), "data-place": String(place) });
    if (row.group) tr.className = "group";
    else if (row.isMember) tr.className = "member";
    const name = cellText(row, rows, columns[0]!);
    const box = element("input", { type: "checkbox", "aria-label": `draw ${name}` });
    const chosen = row.runs.filter((run) => !left.has(run)).length;
    box.checked = chosen > 0;
    box.indeterminate = chosen > 0 && chosen < row.runs.length;
    if (chosen === 0) tr.classList.add("left");
    const cells = columns.map((column) => {
      const text = cellText(row, rows, column);
      const cell = element("td", { class: column.kind, title: text });
      cell.append(column.kind === "name" ? this.#nameElement(row, text) : text);
      return cell;
    });
    const first = element("td", { class: "choice" });
    first.append(box);
    tr.append(first, ...cells);
    return tr;
  }

  #nameElement(row: TableRow, name: string): HTMLElement {
    if (row.group) {
      const isOpen = this.#open.has(row.group.name);
      return element("button", { type: "button", class: "fold", "aria-expanded": String(isOpen) }, name);
    }
    const run = row.runs[0]!;
    const href = this.#parts.links.of(run);
    const title = this.#parts.rows[run]!.run_dir;
    return href === null ? element("span", { title }, name) : element("a", { href, title }, name);
  }

  #rowAt(inside: Element): TableRow | undefined {
    const place = inside.closest("tr")?.getAttribute("data-place");
    return place ? this.#tableRows[Number(place)] : undefined;
  }

  #choose(box: HTMLInputElement): void {
    this.#leave(this.#rowAt(box)?.runs ?? [], !box.checked);
  }

  #leave(runs: readonly number[], isLeft: boolean): void {
    for (const run of runs) isLeft ? this.#parts.left.add(run) : this.#parts.left.delete(run);
    this.#arrange();
    this.#parts.onChoose();
  }

  #fold(inside: Element): void {
    const row = inside.closest(".fold") && this.#rowAt(inside);
    if (!row?.group) return;
    if (!this.#open.delete(row.group.name)) this.#open.add(row.group.name);
    const place = inside.closest("tr")!.getAttribute("data-place");
    this.#arrange();
    this.#body.querySelector<HTMLElement>(`tr[data-place="${place}"] .fold`)?.focus();
  }

  #sortBy(column: Column): void {
    const { column: last, direction } = this.#sorting ?? {};
    this.#sorting =
      last !== column ? { column, direction: 1 } : direction === 1 ? { column, direction: -1 } : undefined;
    for (const [one, head] of this.#heads) {
      const isSorted = this.#sorting?.column === one;
      head.setAttribute("aria-sort", !isSorted ? "none" : this.#sorting!.direction === 1 ? "ascending" : "descending");
    }
    this.#arrange();
  }

  #head(): HTMLElement {
    const names = element("tr");
    const filters = element("tr", { class: "filters" });
    this.#all.addEventListener("change", () => this.#leave(this.#shown, !this.#all.checked));
    const choice = element("th", { class: "choice", scope: "col", title: "drawn in the figures" });
    choice.append(this.#all);
    names.append(choice);
    filters.append(element("td"));
    for (const column of this.#parts.columns) {
      const head = element("th", { scope: "col", "aria-sort": "none", title: column.title });
      const sort = element("button", { type: "button" }, column.label);
      sort.addEventListener("click", () => this.#sortBy(column));
      head.append(sort);
      this.#heads.set(column, head);
      names.append(head);
      const cell = element("td");
      cell.append(this.#filterOf(column));
      filters.append(cell);
    }
    const head = element("thead");
    head.append(names, filters);
    return head;
  }

  #filterOf(column: Column): HTMLInputElement {
    const hint = column.kind === "result" ? "<0.3 >=1 1..2" : "vq|none =1 !ae";
    const label = `keep ${column.label}`;
    const input = element("input", { type: "search", placeholder: "filter", "aria-label": label, title: hint });
    input.addEventListener("input", () => {
      const { keeps, problem } = parseFilter(input.value);
      if (keeps) this.#tests.set(column, keeps);
      else this.#tests.delete(column);
      if (problem) this.#problems.set(column, problem);
      else this.#problems.delete(column);
      input.setAttribute("aria-invalid", String(problem !== undefined));
      this.#parts.onFilter();
    });
    return input;
  }

  /** Fixed, so that the table need not be measured when its rows change. */
  #columnWidths(): HTMLElement {
    const group = element("colgroup");
    const choice = element("col", { class: "choice" });
    choice.style.width = "2.4em";
    group.append(choice);
    const { columns, rows } = this.#parts;
    let whole = 3;
    for (const column of columns) {
      const texts = rows.map((_, run) => cellText({ runs: [run], group: undefined, isMember: false }, rows, column));
      const spread = column.kind === "result" ? 13 : 0; // 0.8512 ± 0.0003
      const longest = Math.max(column.label.length + 2, spread, ...texts.map(({ length }) => length));
      const width = Math.min(column.kind === "name" ? 46 : WIDEST, Math.max(NARROWEST, longest)) + 2;
      const col = element("col");
      col.style.width = `${width}ch`;
      whole += width;
      group.append(col);
    }
    this.#table.style.width = `${whole}ch`;
    return group;
  }
}

/** Room for rows that are not in the document. */
function gap(rows: number): HTMLElement {
  const tr = element("tr", { class: "gap", "aria-hidden": "true" });
  tr.style.height = `${rows * ROW_PX}px`;
  return tr;
}
