/** @file Values as the vectors spell them. */

/** Python's `repr` of a float, by way of YAML's. */
export function floatText(value) {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return undefined;
}

/**
 * A config value in the vectors' plain encoding.
 *
 * @param value internal value: bigint is int, number is float
 * @param {(path: readonly (string | number)[]) => void} onWholeFloat told of floats without a fraction
 */
export function encode(value, onWholeFloat, path = []) {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "bigint") {
    return Number.isSafeInteger(Number(value)) ? Number(value) : { $int: String(value) };
  }
  if (typeof value === "number") return encodeFloat(value, onWholeFloat, path);
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map((item, index) => encode(item, onWholeFloat, [...path, index]));
  if (typeof value.entries === "function") return encodeDict(value, onWholeFloat, path);
  return "path" in value ? { $path: value.path } : value.name;
}

function encodeFloat(value, onWholeFloat, path) {
  if (Number.isInteger(value)) onWholeFloat(path);
  const special = floatText(value);
  if (special !== undefined) return { $float: special };
  return Object.is(value, -0) ? { $float: "-0.0" } : value;
}

function encodeDict(dict, onWholeFloat, path) {
  const entries = [...dict.entries()];
  if (entries.some(([key]) => typeof key !== "string" || key.startsWith("$"))) {
    const encoded = entries.map(([key, item]) => {
      const plainKey = encode(key, () => {});
      return [plainKey, encode(item, onWholeFloat, [...path, plainKey])];
    });
    return { $dict: encoded };
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, encode(item, onWholeFloat, [...path, key])]));
}
