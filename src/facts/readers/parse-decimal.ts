/** @file Decimal texts → numbers, in place. Exact: the short way only where one rounding is enough (Clinger 1990). */

/** Powers of ten that a double holds exactly. */
const TENS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));
const LARGEST = 2 ** 53;
const [PLUS, MINUS, POINT, ZERO] = [43, 45, 46, 48];

/** As pandas and C write them, any case. */
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ["inf", Number.POSITIVE_INFINITY],
  ["infinity", Number.POSITIVE_INFINITY],
]);

/** @returns NaN for an empty text and for whatever is no number */
export function parseDecimal(text: string, start: number, end: number): number {
  let at = start;
  const sign = text.charCodeAt(at);
  if (at < end && (sign === MINUS || sign === PLUS)) at++;
  let [digits, decimals, hasPoint] = [0, 0, false];
  const first = at;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === POINT && !hasPoint) hasPoint = true;
    else if (code >= ZERO && code <= ZERO + 9) {
      digits = digits * 10 + (code - ZERO);
      if (hasPoint) decimals++;
      if (digits >= LARGEST) break;
    } else break;
  }
  const isShort =
    at === end && at > first && !(hasPoint && at - first === 1) && digits < LARGEST && decimals < TENS.length;
  if (!isShort) return parseLong(text.slice(start, end));
  const value = decimals === 0 ? digits : digits / TENS[decimals]!;
  return sign === MINUS ? -value : value;
}

function parseLong(text: string): number {
  const bare = text.trim();
  if (bare === "") return Number.NaN;
  if (/^[-+]?[\d.]+(?:[eE][-+]?\d+)?$/.test(bare)) return Number(bare);
  const value = SPECIAL.get(bare.replace(/^[-+]/, "").toLowerCase()) ?? Number.NaN;
  return bare[0] === "-" ? -value : value;
}
