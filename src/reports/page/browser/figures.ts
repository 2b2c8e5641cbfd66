/** @file All figures of a page, drawn from the runs that are chosen by the code that drew those of the report. */
import { type Figure, onPaper } from "#figures";
import type { Analysis, Drawing, Material } from "../../analyses/analysis.ts";
import { type PageFigure, withGaps } from "../page-data.ts";
import { element } from "./elements.ts";
import { FigureCard } from "./figure-card.ts";
import { onPrint } from "./theme.ts";

/** As long as one frame may take. */
const FRAME_MS = 12;

/** A figure as wide as a page of paper could not be read here. */
const narrow = matchMedia("(max-width: 700px) and (not print)");

/** Those in sight are drawn at once, the others when the reader comes to them. */
export class Figures {
  readonly element = element("section", { class: "figures" });
  readonly #cards: ReadonlyMap<Element, { readonly card: FigureCard; readonly draw: (material: Material) => Drawing }>;
  readonly #waiting = new Set<Element>();
  readonly #inSight = new Set<Element>();
  #material: Material | undefined;
  #isAsked = false;

  constructor(figures: readonly PageFigure[], analysis: Analysis) {
    this.#cards = new Map(
      figures.map(({ name, figure }) => {
        const card = new FigureCard(name);
        this.element.append(card.element);
        return [card.element, { card, draw: figure ? fixed(figure) : drawingOf(analysis, name) }];
      }),
    );
    const watcher = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting) this.#inSight.add(target);
          else this.#inSight.delete(target);
        }
        this.#drawSoon();
      },
      { rootMargin: "200px" },
    );
    for (const card of this.#cards.keys()) watcher.observe(card);
    narrow.addEventListener("change", () => this.#material && this.show(this.#material));
    onPrint(() => {
      for (const card of this.#cards.keys()) this.#draw(card);
      this.redraw();
    });
  }

  show(material: Material): void {
    this.#material = material;
    for (const card of this.#cards.keys()) this.#waiting.add(card);
    this.#drawSoon();
  }

  redraw(): void {
    for (const { card } of this.#cards.values()) card.redraw();
  }

  /** Behind the next frame, which shows the table, and the next: the reader goes on typing meanwhile. */
  #drawSoon(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.element.ariaBusy = "true";
    afterPaint(() => {
      this.#isAsked = false;
      const begin = performance.now();
      for (const card of this.#inSight) {
        if (performance.now() - begin > FRAME_MS) return this.#drawSoon();
        this.#draw(card);
      }
      this.element.ariaBusy = "false";
    });
  }

  #draw(target: Element): void {
    if (!this.#material || !this.#waiting.delete(target)) return;
    const { card, draw } = this.#cards.get(target)!;
    const drawing = draw(this.#material);
    const { label } = this.#material.config.figures;
    const width = narrow.matches ? "column" : null;
    card.show("figure" in drawing ? { figure: onPaper(drawing.figure, { label, width }) } : drawing);
  }
}

/** A message that is sent in a frame arrives when it is painted. */
function afterPaint(task: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    task();
  };
  requestAnimationFrame(() => port2.postMessage(undefined));
}

function fixed(figure: Figure): () => Drawing {
  const whole = withGaps(figure);
  return () => ({ figure: whole });
}

function drawingOf(analysis: Analysis, name: string): (material: Material) => Drawing {
  return (material) =>
    material.tables.runs.length === 0 ? { nothing: "no run is chosen" } : analysis.figures[name]!(material);
}
