/** @file Buttons for the values of every axis: those that are pressed stay. */
import type { RunRow, Scalar } from "#facts";
import { compareTokenizers } from "../../tokenizers.ts";
import type { Column } from "./columns.ts";
import { button, element } from "./elements.ts";

/** More values are better typed. */
const MOST_VALUES = 12;

export class Chips {
  readonly element = element("div", { class: "chips" });
  readonly #wanted = new Map<Column, Set<Scalar>>();
  readonly #rows: readonly RunRow[];

  constructor(columns: readonly Column[], rows: readonly RunRow[], onFilter: () => void) {
    this.#rows = rows;
    for (const column of columns.filter(({ kind }) => kind === "setting" || kind === "seed")) {
      const values = [...new Set(rows.map(column.pick))].sort(column.id === "tokenizer" ? byTokenizer : byValue);
      if (values.length < 2 || values.length > MOST_VALUES) continue;
      const wanted = new Set<Scalar>();
      this.#wanted.set(column, wanted);
      const set = element("fieldset");
      set.append(element("legend", {}, column.label));
      for (const value of values) {
        const chip = button(
          value === null ? "–" : String(value),
          () => {
            if (!wanted.delete(value)) wanted.add(value);
            chip.setAttribute("aria-pressed", String(wanted.has(value)));
            onFilter();
          },
          { "aria-pressed": "false" },
        );
        set.append(chip);
      }
      this.element.append(set);
    }
  }

  hasRun(run: number): boolean {
    for (const [column, wanted] of this.#wanted) {
      if (wanted.size > 0 && !wanted.has(column.pick(this.#rows[run]!))) return false;
    }
    return true;
  }

  clear(): void {
    for (const wanted of this.#wanted.values()) wanted.clear();
    for (const chip of this.element.querySelectorAll("button")) chip.setAttribute("aria-pressed", "false");
  }
}

/** As in the figures. */
const byTokenizer = (a: Scalar, b: Scalar): number => compareTokenizers(String(a), String(b));

function byValue(a: Scalar, b: Scalar): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a) < String(b) ? -1 : 1;
}
