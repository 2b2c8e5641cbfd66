/** @file The functions of the override grammar, as a table of signatures: what each accepts is checked before it runs. */
import { isNumber } from "../python/value.ts";
import { type CastName, cast } from "./casts.ts";
import {
  ChoiceSweep,
  type Element,
  ElementDict,
  Glob,
  IntervalSweep,
  isSweep,
  Quoted,
  type RangeNumber,
  RangeSweep,
} from "./element.ts";

type TypeName = "str" | "number" | "bool" | "list" | "dict" | "null" | "choice" | "range" | "sweep" | "quoted";

interface Signature {
  /** Types of any number of unnamed arguments; undefined: none but the named ones below, in their order. */
  readonly rest?: readonly TypeName[];
  readonly named: Readonly<Record<string, { readonly types: readonly TypeName[]; readonly required?: true }>>;
  /** @throws Error saying in words what is wrong */
  run(args: readonly Element[], named: Readonly<Record<string, Element>>): Element;
}

const primitive = ["str", "number", "bool"] as const;
const anyElement = [...primitive, "list", "dict", "null", "quoted", "sweep"] as const;
const sortable = [...primitive, "list", "dict", "choice", "range"] as const;

export const functions: Readonly<Record<string, Signature>> = {
  int: castSignature("int"),
  float: castSignature("float"),
  str: castSignature("str"),
  bool: castSignature("bool"),
  choice: {
    rest: [...primitive, "dict", "list", "choice"],
    named: {},
    run(args) {
      if (args.length === 0) throw new Error("an empty choice has nothing to choose from");
      const [first] = args;
      if (args.length > 1 || !(first instanceof ChoiceSweep)) return new ChoiceSweep(args);
      if (!first.simple) throw new Error("a choice of a choice is not supported");
      return new ChoiceSweep(first.items, { shuffle: first.shuffle, tags: first.tags });
    },
  },
  range: {
    named: {
      start: { types: ["number", "bool"], required: true },
      stop: { types: ["number", "bool", "null"] },
      step: { types: ["number", "bool"] },
    },
    run(_, { start, stop, step }) {
      const bounds = stop === undefined || stop === null ? { start: 0n, stop: start } : { start, stop };
      return new RangeSweep({ step: step ?? 1n, ...bounds } as ConstructorParameters<typeof RangeSweep>[0]);
    },
  },
  interval: {
    named: {
      start: { types: ["number", "bool"], required: true },
      end: { types: ["number", "bool"], required: true },
    },
    run: (_, { start, end }) => new IntervalSweep(Number(start), Number(end)),
  },
  tag: {
    rest: ["str", "sweep"],
    named: { sweep: { types: ["sweep", "null"] } },
    run(args, { sweep }) {
      if (args.length === 0) throw new Error("tag() wants at least a sweep");
      const all = sweep ? [...args, sweep] : args;
      const last = all.at(-1)!;
      const tags = all.slice(0, -1);
      if (!isSweep(last)) throw new Error("the last argument of tag() must be a choice(), range() or interval()");
      if (!tags.every((tag) => typeof tag === "string")) throw new Error("the tags of tag() must be text");
      return withTags(last, [...new Set(tags)].sort());
    },
  },
  shuffle: {
    rest: sortable,
    named: { sweep: { types: ["choice", "range", "null"] }, list: { types: ["list", "null"] } },
    run(args, { sweep, list }) {
      const given = list ?? sweep;
      const all = given === undefined || given === null ? args : [given];
      if (all.length !== 1) return new ChoiceSweep(all, { simple: true, shuffle: true });
      const [only] = all;
      if (only instanceof ChoiceSweep) return new ChoiceSweep(only.items, { ...only, shuffle: true });
      if (only instanceof RangeSweep) return new RangeSweep(only, { ...only, shuffle: true });
      return Array.isArray(only) ? shuffled(only) : [only!];
    },
  },
  sort: {
    rest: sortable,
    named: {
      sweep: { types: ["choice", "range", "null"] },
      list: { types: ["list", "null"] },
      reverse: { types: ["bool"] },
    },
    run(args, { sweep, list, reverse }) {
      const descending = reverse === true;
      const given = list ?? sweep;
      const all = given === undefined || given === null ? args : [given];
      if (all.length === 0) throw new Error("there is nothing to sort");
      const [only] = all;
      if (all.length > 1) {
        if (!all.every((item) => isNumber(item) || typeof item === "string")) {
          throw new Error("sort() of several arguments takes numbers or texts");
        }
        return new ChoiceSweep(sorted(all, descending), { simple: true });
      }
      if (only instanceof ChoiceSweep) return new ChoiceSweep(sorted(only.items, descending), only);
      if (only instanceof RangeSweep) return sortedRange(only, descending);
      return Array.isArray(only) ? sorted(only, descending) : only!;
    },
  },
  glob: {
    named: { include: { types: ["list", "str"], required: true }, exclude: { types: ["list", "str", "null"] } },
    run(_, { include, exclude }) {
      const listed = (given: Element | undefined) => (Array.isArray(given) ? given : [given as Element]);
      return new Glob(listed(include), exclude === undefined || exclude === null ? [] : listed(exclude));
    },
  },
};

export const functionNames: readonly string[] = Object.keys(functions).sort();

/**
 * Binds and checks the arguments as Python would, then runs the function. Quotes of direct arguments are dropped.
 *
 * @throws Error saying in words what is wrong
 */
export function callFunction(
  name: string,
  args: readonly { readonly name: string | undefined; readonly value: Element }[],
): Element {
  const signature = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (!signature) throw new Error(`there is no function ${name}(); there is ${functionNames.join(", ")}`);
  const unquoted = (value: Element) => (value instanceof Quoted ? value.text : value);
  const positional = args.filter((arg) => arg.name === undefined).map((arg) => unquoted(arg.value));
  const named: Record<string, Element> = {};
  const names = Object.keys(signature.named);
  if (!signature.rest) {
    if (positional.length > names.length) throw new Error(`${name}() takes at most ${names.length} arguments`);
    for (const [index, value] of positional.entries()) named[names[index]!] = value;
  }
  for (const arg of args) {
    if (arg.name === undefined) continue;
    if (!names.includes(arg.name)) throw new Error(`${name}() has no argument called ${arg.name}`);
    if (!signature.rest && names.indexOf(arg.name) < positional.length) {
      throw new Error(`${name}() got ${arg.name} twice`);
    }
    named[arg.name] = unquoted(arg.value);
  }
  for (const value of signature.rest ? positional : []) checkType(value, signature.rest!, name);
  for (const [key, { types, required }] of Object.entries(signature.named)) {
    if (named[key] !== undefined) checkType(named[key], types, name);
    else if (required) throw new Error(`${name}() misses its argument ${key}`);
  }
  return signature.run(positional, named);
}

function checkType(value: Element, types: readonly TypeName[], name: string): void {
  if (types.some((type) => typeTests[type](value))) return;
  throw new Error(`an argument of ${name}() is none of: ${types.join(", ")}`);
}

const typeTests: Record<TypeName, (value: Element) => boolean> = {
  str: (value) => typeof value === "string",
  number: (value) => typeof value === "bigint" || typeof value === "number",
  bool: (value) => typeof value === "boolean",
  list: (value) => Array.isArray(value),
  dict: (value) => value instanceof ElementDict,
  null: (value) => value === null,
  choice: (value) => value instanceof ChoiceSweep,
  range: (value) => value instanceof RangeSweep,
  sweep: isSweep,
  quoted: (value) => value instanceof Quoted,
};

function castSignature(name: CastName): Signature {
  return {
    rest: anyElement,
    named: { value: { types: anyElement } },
    run(args, { value }) {
      if (args.length > 0 && value !== undefined && value !== null) {
        throw new Error(`${name}() takes unnamed arguments or value=, not both`);
      }
      if (value !== undefined && value !== null) return cast(name, value);
      if (args.length === 0) throw new Error(`${name}() misses its value`);
      return cast(name, args.length === 1 ? args[0]! : new ChoiceSweep(args, { simple: true }));
    },
  };
}

function withTags(sweep: ChoiceSweep | RangeSweep | IntervalSweep, tags: readonly string[]): Element {
  if (sweep instanceof ChoiceSweep) return new ChoiceSweep(sweep.items, { ...sweep, tags });
  if (sweep instanceof RangeSweep) return new RangeSweep(sweep, { ...sweep, tags });
  return new IntervalSweep(sweep.start, sweep.end, tags);
}

/** The one place of the config that is random, because that is what a user asks for here. */
export function shuffled<T>(items: readonly T[]): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}

function sorted(items: readonly Element[], descending: boolean): Element[] {
  if (items.length < 2) return [...items];
  const order = [...items].sort((a, b) => (descending ? compare(b, a) : compare(a, b)));
  return order;
}

/** Python's order: numbers among themselves, texts by code point, lists item by item; nothing else has one. */
function compare(a: Element, b: Element): number {
  if (isNumber(a) && isNumber(b)) {
    const [left, right] = [a, b].map((x) => (typeof x === "boolean" ? Number(x) : x)) as [number, number];
    return left < right ? -1 : left > right ? 1 : 0;
  }
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const order = compare(a[i] as Element, b[i] as Element);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  throw new Error("values of different kinds have no order");
}

/** By code points, not by UTF-16 units. */
function compareText(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function sortedRange(range: RangeSweep, descending: boolean): RangeSweep {
  const { start, stop, step } = range;
  const size = absolute(step);
  if (!descending && compare(start, stop) > 0) {
    return new RangeSweep({ start: plus(stop, size), stop: plus(start, size), step: negated(step) }, range);
  }
  if (descending && compare(start, stop) < 0) {
    const back = negated(size);
    return new RangeSweep({ start: plus(stop, back), stop: plus(start, back), step: negated(step) }, range);
  }
  return range;
}

const asNumber = (x: RangeNumber): bigint | number => (typeof x === "boolean" ? BigInt(x) : x);
const negated = (x: RangeNumber): bigint | number => -asNumber(x) as bigint | number;
const absolute = (x: RangeNumber): bigint | number => (asNumber(x) < 0 ? negated(x) : asNumber(x));

function plus(x: RangeNumber, y: RangeNumber): bigint | number {
  const [a, b] = [asNumber(x), asNumber(y)];
  return typeof a === "bigint" && typeof b === "bigint" ? a + b : Number(a) + Number(b);
}
