/** @file An override: one argument of the command line that changes the config, parsed and evaluated. */
import { closestWords } from "#utils/closest-words.ts";
import { FixableError } from "#utils/fixable-error.ts";
import { shellWord } from "#utils/shell-word.ts";
import { type Plain, PlainDict } from "../python/value.ts";
import {
  ChoiceSweep,
  type Element,
  ElementDict,
  type ElementKey,
  elementText,
  Glob,
  IntervalSweep,
  Quoted,
  RangeSweep,
  toPlainValue,
} from "./element.ts";
import { callFunction, functionNames } from "./functions.ts";
import { parseSyntax } from "./parse.ts";
import type { ElementSyntax, OverrideKind, PrimitiveSyntax, ValueSyntax } from "./syntax.ts";
import { printKey } from "./syntax.ts";

export type ValueKind = "element" | "simple-choice" | "choice" | "glob" | "range" | "interval";

export interface Override {
  readonly kind: OverrideKind;
  readonly key: string;
  readonly package: string | undefined;
  /** undefined for `~key` */
  readonly valueKind: ValueKind | undefined;
  readonly value: Element;
  /** The argument as it was typed. */
  readonly text: string;
}

/** @throws FixableError `config/bad-override` */
export function parseOverride(text: string): Override {
  const syntax = parseSyntax(text);
  const value = syntax.value === undefined ? null : evaluateValue(syntax.value, text);
  return { ...syntax, value, valueKind: syntax.value && valueKindOf(value), text };
}

/** @throws FixableError `config/bad-override` for the first that does not follow the grammar */
export function parseOverrides(texts: readonly string[]): Override[] {
  return texts.map(parseOverride);
}

/** What stands before the `=`, with its sign and package: `+group@pkg`. */
export const keyElement = (override: Override): string => printKey(override);

/** Whether it stands for several values, or is a glob. */
export const isSweepOverride = ({ valueKind }: Override): boolean => valueKind !== undefined && valueKind !== "element";

/** An override of `hydra.…` or of a group below `hydra/`. */
export const isHydraOverride = ({ key }: Override): boolean => key.startsWith("hydra.") || key.startsWith("hydra/");

/** The value as the config will hold it. Only for overrides that are no sweeps. */
export function plainValue(override: Override): Plain {
  const plain = toPlainValue(override.value);
  if (plain !== undefined) return plain;
  throw new FixableError({
    code: "config/bad-override",
    problem: "a sweep or a null key inside a list or dict cannot become part of a config",
    where: `override ${override.text}`,
  });
}

/** The value written back, as the sweeper passes it to a job. */
export function valueText(override: Override, spaced = false): string {
  const text = elementText(override.value, spaced);
  if (text !== undefined) return text;
  throw new FixableError({
    code: "config/bad-override",
    problem: "a sweep inside a list or dict cannot be written as one value",
    where: `override ${override.text}`,
  });
}

export const isDictValue = ({ value }: Override): boolean => value instanceof ElementDict || value instanceof PlainDict;

function valueKindOf(value: Element): ValueKind {
  if (value instanceof ChoiceSweep) return value.simple ? "simple-choice" : "choice";
  if (value instanceof Glob) return "glob";
  if (value instanceof IntervalSweep) return "interval";
  return value instanceof RangeSweep ? "range" : "element";
}

function evaluateValue(value: ValueSyntax, text: string): Element {
  if (value.kind !== "sweep") return evaluate(value, text);
  return new ChoiceSweep(
    value.items.map((item) => evaluate(item, text)),
    { simple: true },
  );
}

function evaluate(element: ElementSyntax, text: string): Element {
  switch (element.kind) {
    case "list":
      return element.items.map((item) => evaluate(item, text));
    case "dict":
      return new ElementDict(
        element.items.map(([key, value]) => [primitive(key) as ElementKey, evaluate(value, text)]),
      );
    case "call":
      return evaluateCall(element, text);
    default:
      return primitive(element);
  }
}

function evaluateCall(call: Extract<ElementSyntax, { kind: "call" }>, text: string): Element {
  const args = call.args.map(({ name, value }) => ({ name, value: evaluate(value, text) }));
  const firstNamed = args.findIndex(({ name }) => name !== undefined);
  const near = functionNames.includes(call.name) ? [] : closestWords(call.name, functionNames);
  const fix = near.map((name) => shellWord(text.replace(`${call.name}(`, `${name}(`)));
  const problem = (what: string) =>
    new FixableError({ code: "config/bad-override", problem: what, where: `override ${text}`, fix });
  if (firstNamed >= 0 && args.slice(firstNamed).some(({ name }) => name === undefined)) {
    throw problem(`an unnamed argument of ${call.name}() follows a named one`);
  }
  try {
    return callFunction(call.name, args);
  } catch (error) {
    throw problem((error as Error).message);
  }
}

function primitive(syntax: PrimitiveSyntax): Element {
  switch (syntax.kind) {
    case "null":
      return null;
    case "quoted":
      return new Quoted(syntax.text, syntax.quote);
    case "text":
      return syntax.pieces.map((piece) => piece.text).join("");
    default:
      return syntax.value;
  }
}
