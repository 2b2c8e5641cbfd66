/** @file One figure of the page with its buttons: pointing, zooming, logarithmic axes, taking it along. */
import type { Figure } from "#figures";
import type { Drawing } from "../../analyses/analysis.ts";
import { download, downloadText, pngOf } from "./download.ts";
import { type DrawnFigure, drawFigure } from "./draw-figure.ts";
import { button, element } from "./elements.ts";
import { figureCsv } from "./figure-data.ts";
import { nearest, type Target, targetsOf } from "./hover.ts";
import { LIGHT, themeNow } from "./theme.ts";
import { type AxisName, canBeLog, isLog, type View, WHOLE, withView, zoomed } from "./view.ts";

/** Pixels of the screen for a point of paper, at most. */
const SCALE = 1.7;
/** A pointer that moved less, in pixels, meant a click. */
const LEAST_DRAG = 5;
const STEP = 0.2;

export class FigureCard {
  readonly element: HTMLElement;
  readonly #name: string;
  readonly #sheet = element("div", { class: "sheet", tabindex: "0", role: "group" });
  readonly #drawing = element("div");
  readonly #tip = element("div", { class: "tip", role: "status", hidden: "" });
  readonly #mark = element("div", { class: "mark", hidden: "" });
  readonly #box = element("div", { class: "box", hidden: "" });
  readonly #logs: Readonly<Record<AxisName, HTMLButtonElement>>;
  readonly #hidden = new Set<string>();
  #view: View = WHOLE;
  #figure: Figure | undefined;
  #drawn: DrawnFigure | undefined;
  #targets: Target[] | undefined;
  #pointedAt: Target | undefined;

  constructor(name: string) {
    this.#name = name;
    const title = name.replaceAll("_", " ");
    this.#sheet.setAttribute("aria-label", `${title}: arrow keys go from point to point, + and - zoom, 0 shows all`);
    this.#logs = {
      x: button("log x", () => this.#toggleLog("x"), { "aria-pressed": "false" }),
      y: button("log y", () => this.#toggleLog("y"), { "aria-pressed": "false" }),
    };
    const zoom = [
      button("+", () => this.#zoomAll(STEP), { title: "zoom in (drag a box in the figure for a part of it)" }),
      button("−", () => this.#zoomAll(-STEP / (1 - 2 * STEP)), { title: "zoom out" }),
      button("all", () => this.#show(WHOLE.zooms), { title: "show all (double click)" }),
    ];
    const take = [
      button("PNG", () => void this.#takePng()),
      button("SVG", () => downloadText(`${name}.svg`, this.#onPaper().svg, "image/svg+xml")),
      button("CSV", () => downloadText(`${name}.csv`, figureCsv(this.#figure!), "text/csv"), { title: "the numbers" }),
    ];
    this.#sheet.append(this.#drawing, this.#mark, this.#box, this.#tip);
    this.element = element("figure", { class: "card", id: `figure-${name}` });
    const tools = element("div", { class: "tools" });
    tools.append(this.#logs.x, this.#logs.y, ...zoom, ...take);
    const head = element("figcaption");
    head.append(element("h2", {}, title), tools);
    this.element.append(head, this.#sheet);
    this.#listen();
  }

  show(drawing: Drawing): void {
    this.#figure = "figure" in drawing ? drawing.figure : undefined;
    this.element.classList.toggle("empty", this.#figure === undefined);
    if ("nothing" in drawing) {
      this.#drawing.replaceChildren(element("p", {}, `Nothing to draw: ${drawing.nothing}.`));
      this.#point(undefined);
    } else this.redraw();
  }

  redraw(): void {
    if (!this.#figure) return;
    const figure = withView(this.#figure, this.#view);
    this.#drawn = drawFigure(figure, { theme: themeNow(), hidden: this.#hidden, id: `clip-${this.#name}` });
    this.#targets = undefined;
    this.#drawing.innerHTML = this.#drawn.svg;
    this.#sheet.style.maxWidth = `${this.#drawn.layout.widthPt * SCALE}px`;
    this.element.classList.toggle("wide", this.#drawn.layout.widthPt > 300);
    for (const [name, control] of Object.entries(this.#logs) as [AxisName, HTMLButtonElement][]) {
      control.hidden = !canBeLog(this.#figure, name);
      control.setAttribute("aria-pressed", String(isLog(this.#figure, this.#view, name)));
    }
    this.#point(undefined);
  }

  #listen(): void {
    const sheet = this.#sheet;
    let start: { readonly x: number; readonly y: number } | undefined;
    sheet.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || (event.target as Element).closest(".entry")) return;
      start = this.#placeOf(event);
    });
    sheet.addEventListener("pointermove", (event) => {
      const at = this.#placeOf(event);
      if (start && this.#isDrag(start, at)) {
        if (!sheet.hasPointerCapture(event.pointerId)) sheet.setPointerCapture(event.pointerId);
        this.#point(undefined);
        this.#showBox(start, at);
      } else this.#point(nearest(this.#allTargets(), at.x, at.y));
    });
    sheet.addEventListener("pointerup", (event) => {
      const [from, at] = [start, this.#placeOf(event)];
      start = undefined;
      this.#box.hidden = true;
      if (from && this.#isDrag(from, at)) this.#zoomTo(from, at);
    });
    sheet.addEventListener("pointercancel", () => {
      start = undefined;
      this.#box.hidden = true;
    });
    sheet.addEventListener("pointerleave", () => this.#point(undefined));
    sheet.addEventListener("dblclick", () => this.#show(WHOLE.zooms));
    sheet.addEventListener("click", (event) => this.#toggleEntry(event.target as Element));
    sheet.addEventListener("keydown", (event) => this.#onKey(event));
  }

  #onKey(event: KeyboardEvent): void {
    const entry = (event.target as Element).closest(".entry");
    const actions: Readonly<Record<string, () => void>> = {
      ArrowRight: () => this.#step(1),
      ArrowLeft: () => this.#step(-1),
      "+": () => this.#zoomAll(STEP),
      "-": () => this.#zoomAll(-STEP / (1 - 2 * STEP)),
      "0": () => this.#show(WHOLE.zooms),
      Escape: () => this.#point(undefined),
      ...(entry && { Enter: () => this.#toggleEntry(entry), " ": () => this.#toggleEntry(entry) }),
    };
    const action = actions[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  }

  #toggleEntry(at: Element): void {
    const name = at.closest(".entry")?.getAttribute("data-name");
    if (name === null || name === undefined) return;
    if (!this.#hidden.delete(name)) this.#hidden.add(name);
    this.redraw();
    this.#drawing.querySelector<SVGElement>(`.entry[data-name="${CSS.escape(name)}"]`)?.focus();
  }

  #toggleLog(name: AxisName): void {
    const scale = isLog(this.#figure!, this.#view, name) ? "linear" : "log";
    this.#view = { zooms: new Map(), scales: { ...this.#view.scales, [name]: scale } };
    this.redraw();
  }

  /** @param share of each side that is cut away; negative for more of the axes */
  #zoomAll(share: number): void {
    if (!this.#figure) return;
    const part = [share, 1 - share] as const;
    for (const i of this.#figure.panels.keys()) {
      this.#view = zoomed(this.#view, this.#figure, i, { x: part, y: part });
    }
    this.redraw();
  }

  #zoomTo(from: Place, to: Place): void {
    const placed = this.#drawn?.layout.panels;
    const i = placed?.findIndex(({ x, width, frame }) => isIn(from.x, x, width) && isIn(from.y, frame.y, frame.height));
    if (!placed || i === undefined || i < 0) return;
    const { x, width, frame } = placed[i]!;
    const across = (value: number) => Math.min(1, Math.max(0, (value - x) / width));
    const up = (value: number) => Math.min(1, Math.max(0, 1 - (value - frame.y) / frame.height));
    const part = (a: number, b: number) => [Math.min(a, b), Math.max(a, b)] as const;
    this.#view = zoomed(this.#view, this.#figure!, i, {
      x: part(across(from.x), across(to.x)),
      y: part(up(from.y), up(to.y)),
    });
    this.redraw();
  }

  #show(zooms: View["zooms"]): void {
    this.#view = { ...this.#view, zooms };
    this.redraw();
  }

  #step(by: 1 | -1): void {
    const targets = this.#allTargets();
    if (targets.length === 0) return;
    const now = this.#pointedAt ? targets.indexOf(this.#pointedAt) : by > 0 ? -1 : 0;
    this.#point(targets[(now + by + targets.length) % targets.length]);
  }

  #allTargets(): Target[] {
    if (!this.#figure || !this.#drawn) return [];
    this.#targets ??= targetsOf(this.#drawn.layout, this.#hidden);
    return this.#targets;
  }

  #point(target: Target | undefined): void {
    this.#pointedAt = target;
    this.#tip.hidden = this.#mark.hidden = target === undefined;
    if (!target) return;
    const scale = this.#scale();
    const [x, y] = [target.x * scale, target.y * scale];
    this.#mark.style.translate = `${x}px ${y}px`;
    this.#tip.replaceChildren(...target.lines().map((line) => element("div", {}, line)));
    const { clientWidth, clientHeight } = this.#sheet;
    const left = x + 12 + this.#tip.offsetWidth > clientWidth ? x - 12 - this.#tip.offsetWidth : x + 12;
    const top = Math.min(y + 12, clientHeight - this.#tip.offsetHeight);
    this.#tip.style.translate = `${Math.max(0, left)}px ${top}px`;
  }

  #showBox(from: Place, to: Place): void {
    const scale = this.#scale();
    this.#box.hidden = false;
    this.#box.style.translate = `${Math.min(from.x, to.x) * scale}px ${Math.min(from.y, to.y) * scale}px`;
    this.#box.style.width = `${Math.abs(to.x - from.x) * scale}px`;
    this.#box.style.height = `${Math.abs(to.y - from.y) * scale}px`;
  }

  /** Where in the figure, in points. */
  #placeOf({ clientX, clientY }: PointerEvent): Place {
    const { left, top } = this.#sheet.getBoundingClientRect();
    const scale = this.#scale();
    return { x: (clientX - left) / scale, y: (clientY - top) / scale };
  }

  #scale(): number {
    return this.#drawn ? this.#sheet.clientWidth / this.#drawn.layout.widthPt : 1;
  }

  #isDrag(from: Place, to: Place): boolean {
    return Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y)) * this.#scale() > LEAST_DRAG;
  }

  #onPaper(): DrawnFigure {
    const figure = withView(this.#figure!, this.#view);
    return drawFigure(figure, { theme: LIGHT, hidden: this.#hidden, id: `clip-${this.#name}` });
  }

  async #takePng(): Promise<void> {
    const { svg, layout } = this.#onPaper();
    download(`${this.#name}.png`, await pngOf(svg, layout.widthPt, layout.heightPt));
  }
}

interface Place {
  readonly x: number;
  readonly y: number;
}

const isIn = (value: number, from: number, length: number): boolean => value >= from && value <= from + length;
