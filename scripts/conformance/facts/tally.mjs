/** @file Counts what held and what did not, and says how often a bug of the reference was the reason to differ from it. */
export class Tally {
  passed = 0;
  failed = 0;
  #verbose;
  #byQuirk = new Map();

  constructor(verbose) {
    this.#verbose = verbose;
  }

  equal(name, actual, expected, quirks = []) {
    this.#count(name, Object.is(actual, expected), actual, expected, quirks);
  }

  /** Numbers within the tolerance; NaN, null and absent are all "no value". */
  close(name, actual, expected, tolerance, quirks = []) {
    const [a, b] = [plain(actual), plain(expected)];
    const near = typeof a === "number" && typeof b === "number" && Math.abs(a - b) <= tolerance * Math.abs(b);
    this.#count(name, Object.is(a, b) || a === b || near, actual, expected, quirks);
  }

  /** @param bound e.g. `[">", 0.5]` */
  bounded(name, actual, [relation, bound], quirks = []) {
    const holds = relation === ">" ? actual > bound : actual < bound;
    this.#count(name, holds, actual, `${relation} ${bound}`, quirks);
  }

  summary() {
    for (const [quirk, count] of sorted(Object.fromEntries(this.#byQuirk))) {
      console.log(`${quirk}: ${count} answers differ from the reference's, which is wrong there`);
    }
  }

  #count(name, holds, actual, expected, quirks) {
    if (holds) this.passed++;
    else this.failed++;
    for (const quirk of quirks) this.#byQuirk.set(quirk, (this.#byQuirk.get(quirk) ?? 0) + 1);
    if (!holds || this.#verbose) {
      const why = quirks.length > 0 ? ` (${quirks.join(", ")})` : "";
      console.log(`${holds ? "ok    " : "FAILED"} ${name}${why}: ${actual}${holds ? "" : `, expected ${expected}`}`);
    }
  }
}

export const sorted = (object) => Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));

function plain(value) {
  if (value === undefined || value === null || value === "NaN" || Number.isNaN(value)) return null;
  return { Infinity: Number.POSITIVE_INFINITY, "-Infinity": Number.NEGATIVE_INFINITY }[value] ?? value;
}
