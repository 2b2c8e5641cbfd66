/** @file Numbers as C's and Python's `%.8g` writes them, digit for digit: what `scalars.csv` has always held. */

const SIGNIFICANT = 8;

/** `617525.115` → `617525.11` (halves to even, as C does and `toPrecision` does not), `1e-7` → `1e-07`, NaN → `nan`. */
export function formatGeneral(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const { digits, exponent } = rounded(Math.abs(value));
  const significant = digits.replace(/0+$/, "");
  const sign = value < 0 ? "-" : "";
  if (exponent < -4 || exponent >= SIGNIFICANT) {
    const power = `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
    return `${sign}${withPoint(significant, 1)}e${power}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${significant}`;
  return sign + withPoint(significant.padEnd(exponent + 1, "0"), exponent + 1);
}

function withPoint(digits: string, before: number): string {
  return digits.length > before ? `${digits.slice(0, before)}.${digits.slice(before)}` : digits;
}

/** Eight digits and the exponent of the first. */
function rounded(value: number): { digits: string; exponent: number } {
  // 60 digits tell a half from what is only near one; no double with a nine-digit decimal part comes nearer
  const [mantissa, power] = value.toExponential(60).split("e") as [string, string];
  const exact = mantissa.replace(".", "");
  const kept = BigInt(exact.slice(0, SIGNIFICANT));
  const rest = exact.slice(SIGNIFICANT);
  const half = `5${"0".repeat(rest.length - 1)}`;
  const isUp = rest > half || (rest === half && kept % 2n === 1n);
  const digits = String(isUp ? kept + 1n : kept);
  const exponent = Number(power);
  return digits.length > SIGNIFICANT
    ? { digits: digits.slice(0, SIGNIFICANT), exponent: exponent + 1 }
    : { digits, exponent };
}
