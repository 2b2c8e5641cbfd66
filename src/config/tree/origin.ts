/** @file Where a value of the config came from: a line of a file, an override, or what is built in. */
import type { Plain } from "../python/value.ts";

export type Origin =
  | { readonly kind: "file"; readonly file: string; readonly line: number; readonly column: number }
  | { readonly kind: "override"; readonly text: string }
  | { readonly kind: "built-in" }
  /** Made by an interpolation or a resolver. */
  | { readonly kind: "computed" };

/** One link of the chain a key's value went through; the last writer first. */
export interface Source {
  readonly origin: Origin;
  /** The scalar as written; "list" and "dict" stand for themselves. */
  readonly shown: Plain | "a list" | "a dict";
  readonly previous: Source | undefined;
}

/** `configs/model.yaml:3`, or the override as it was typed; undefined for what no one wrote. */
export function whereOf(origin: Origin | undefined): string | undefined {
  if (origin?.kind === "file") return `${origin.file}:${origin.line}`;
  return origin?.kind === "override" ? `override ${origin.text}` : undefined;
}
