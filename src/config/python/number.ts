/** @file Python's numbers as text: `int(text)`, `float(text)`, `repr(float)`. */

/** `int(text)`: blanks around, one underscore between digits, any script's decimal digits; undefined where it raises. */
export function parseInteger(text: string): bigint | undefined {
  const clean = asciiDigits(trim(text));
  return /^[-+]?[0-9]+(?:_[0-9]+)*$/.test(clean) ? toBigInt(clean.replaceAll("_", "")) : undefined;
}

/** BigInt with a sign that may be "+". */
export function toBigInt(digits: string): bigint {
  return digits.startsWith("-") ? -BigInt(digits.slice(1)) : BigInt(digits.replace(/^\+/, ""));
}

/** `float(text)`; undefined where it raises. */
export function parseFloatText(text: string): number | undefined {
  const clean = asciiDigits(trim(text));
  const special = /^([-+]?)(inf(?:inity)?|nan)$/i.exec(clean);
  if (special) {
    if (special[2]!.toLowerCase() === "nan") return Number.NaN;
    return special[1] === "-" ? -Infinity : Infinity;
  }
  const digits = "[0-9]+(?:_[0-9]+)*";
  const number = new RegExp(`^[-+]?(?:${digits}\\.?(?:${digits})?|\\.${digits})(?:[eE][-+]?${digits})?$`);
  return number.test(clean) ? Number(clean.replaceAll("_", "")) : undefined;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: Python has these blanks
const BLANK_ENDS = /^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/g;

/** Python strips what `str.isspace` calls space; NEL and the separators U+001C…U+001F are not in JavaScript's set. */
function trim(text: string): string {
  return text.replace(BLANK_ENDS, "");
}

function asciiDigits(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: plain ASCII needs no work
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return text.replace(/\p{Nd}/gu, (digit) => {
    // digits of a script stand in a row from zero to nine, and rows begin at multiples of nothing: count down to the first
    let first = digit.codePointAt(0)!;
    while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--;
    return String((digit.codePointAt(0)! - first) % 10);
  });
}

/** `repr(x)`: shortest digits that read back the same; an exponent below 1e-4 and from 1e16 on. */
export function floatRepr(x: number): string {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x > 0 ? "inf" : "-inf";
  if (Object.is(x, -0)) return "-0.0";
  if (x === 0) return "0.0";
  const [mantissa, exponentText] = Math.abs(x).toExponential().split("e");
  const digits = mantissa!.replace(".", "");
  const exponent = Number(exponentText);
  const sign = x < 0 ? "-" : "";
  if (exponent < -4 || exponent >= 16) {
    const power = `${exponent < 0 ? "-" : "+"}${Math.abs(exponent).toString().padStart(2, "0")}`;
    return `${sign}${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ""}e${power}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.padEnd(exponent + 1, "0");
  return `${sign}${whole.slice(0, exponent + 1)}.${whole.slice(exponent + 1) || "0"}`;
}
