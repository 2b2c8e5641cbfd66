/** @file The config as ordinary JavaScript data, which is all that the rest of a program ever sees. */

import { EnumMember, type Plain, PlainDict, PythonPath } from "./python/value.ts";

export type PlainValue = null | boolean | number | bigint | string | Uint8Array | readonly PlainValue[] | PlainConfig;

/** Keys in the order of the config. Ints beyond 2⁵³ stay `bigint`, every other number is a `number`. */
export interface PlainConfig {
  readonly [key: string]: PlainValue;
}

/** Deep-frozen. */
export function toPlain(value: Plain): PlainValue {
  if (value instanceof PlainDict) {
    const entries = Array.from(value.entries(), ([key, item]) => [keyText(key), toPlain(item)] as const);
    return Object.freeze(Object.fromEntries(entries));
  }
  if (Array.isArray(value)) return Object.freeze(value.map(toPlain));
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (value instanceof EnumMember) return value.name;
  if (value instanceof PythonPath) return value.path;
  return value as PlainValue;
}

const keyText = (key: string | bigint | number | boolean | Uint8Array): string =>
  key instanceof Uint8Array ? Buffer.from(key).toString("latin1") : String(key);
