/** @file `int()`, `float()`, `str()`, `bool()` of the override grammar: one value, or every value of a container or sweep. */
import { floatRepr, parseFloatText, parseInteger } from "../python/number.ts";
import { isNumber } from "../python/value.ts";
import { ChoiceSweep, type Element, ElementDict, Glob, IntervalSweep, Quoted, RangeSweep } from "./element.ts";

export type CastName = "int" | "float" | "str" | "bool";

/** @throws Error with what is wrong, in words; the caller says which call it was */
export function cast(name: CastName, value: Element): Element {
  if (value instanceof Quoted) return cast(name, value.text);
  if (value instanceof ElementDict)
    return new ElementDict(value.entries().map(([key, item]) => [key, cast(name, item)]));
  if (Array.isArray(value)) return value.map((item) => cast(name, item));
  if (value instanceof ChoiceSweep) {
    return new ChoiceSweep(
      value.items.map((item) => cast(name, item)),
      { simple: value.simple },
    );
  }
  if (value instanceof RangeSweep) {
    if (name !== "int" && name !== "float") throw new Error(`a range can be cast to int or float, not to ${name}`);
    const bound = (of: "start" | "stop" | "step") => castScalar(name, value[of]) as bigint | number;
    return new RangeSweep({ start: bound("start"), stop: bound("stop"), step: bound("step") });
  }
  if (value instanceof IntervalSweep) {
    if (name !== "int" && name !== "float") throw new Error(`an interval can be cast to int or float, not to ${name}`);
    const bound = (of: "start" | "end") => castScalar(name, value[of]) as bigint | number;
    return new IntervalSweep(bound("start"), bound("end"), value.tags);
  }
  if (value instanceof Glob) throw new Error(`a glob cannot be cast to ${name}`);
  return castScalar(name, value as Scalar);
}

type Scalar = null | boolean | bigint | number | string;

function castScalar(name: CastName, value: Scalar): Scalar {
  if (value === null && name !== "bool") throw new Error(`null cannot be cast to ${name}`);
  const result = casts[name](value);
  if (result === undefined) throw new Error(`"${String(value)}" cannot be cast to ${name}`);
  return result;
}

const casts: Record<CastName, (value: Scalar) => Scalar | undefined> = {
  int(value) {
    if (typeof value === "string") return parseInteger(value);
    if (typeof value === "number") return Number.isFinite(value) ? BigInt(Math.trunc(value)) : undefined;
    return typeof value === "boolean" ? BigInt(value) : (value as bigint);
  },
  float(value) {
    if (typeof value === "string") return parseFloatText(value);
    const float = Number(value);
    return typeof value === "bigint" && !Number.isFinite(float) ? undefined : float;
  },
  str(value) {
    if (typeof value === "number") return floatRepr(value);
    return String(value);
  },
  bool(value) {
    if (typeof value !== "string") return isNumber(value) ? Boolean(value) || Number.isNaN(value) : false;
    const lower = value.toLowerCase();
    return lower === "true" ? true : lower === "false" ? false : undefined;
  },
};
