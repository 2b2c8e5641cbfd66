/** @file Links to the folders of the runs, shown where they lead somewhere: a page may have been copied without its runs. */
import type { PageData } from "../page-data.ts";

export class RunLinks {
  readonly #data: Pick<PageData, "links" | "probes">;
  readonly #found = new Set<string>();
  #onFound: () => void = () => {};

  /** Tries one picture beside the runs of every folder; a page may see pictures of its neighbours, and nothing else. */
  constructor(data: Pick<PageData, "links" | "probes">) {
    this.#data = data;
    for (const [beside, picture] of Object.entries(data.probes)) {
      const image = new Image();
      image.onload = () => {
        this.#found.add(beside);
        this.#onFound();
      };
      image.src = picture;
    }
  }

  onFound(redraw: () => void): void {
    this.#onFound = redraw;
  }

  /** Null where the run is not beside the page, as far as can be seen. */
  of(run: number): string | null {
    const link = this.#data.links[run];
    if (!link) return null;
    const beside = link.replace(/[^/]+\/$/, "");
    return this.#found.has(beside) || !(beside in this.#data.probes) ? link : null;
  }
}
