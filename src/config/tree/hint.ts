/**
 * @file Types a part of the tree can be held to. A user's config has none (`any`); Hydra's own node has them all.
 */
import type { Plain } from "../python/value.ts";

export type Hint =
  | { readonly kind: "any" }
  | { readonly kind: "str" | "int" | "bool"; readonly optional: boolean }
  | { readonly kind: "enum"; readonly name: string; readonly members: readonly string[]; readonly optional: boolean }
  /** Keys of a typed dict are always text here. */
  | { readonly kind: "dict"; readonly element: Hint; readonly optional: boolean }
  | { readonly kind: "list"; readonly element: Hint; readonly optional: boolean }
  | { readonly kind: "struct"; readonly struct: StructType; readonly optional: boolean };

/** A fixed set of keys, each with its type and default. */
export interface StructType {
  readonly name: string;
  readonly fields: Readonly<Record<string, StructField>>;
}

export interface StructField {
  readonly hint: Hint;
  /** `MISSING` (`???`) where left out; for a struct: its own defaults. */
  readonly default?: Plain;
}

export const MISSING = "???";

export const any: Hint = { kind: "any" };

export const isOptional = (hint: Hint): boolean => hint.kind === "any" || hint.optional;

/** As Python would spell it. */
export function hintText(hint: Hint): string {
  if (hint.kind === "any") return "Any";
  const name =
    hint.kind === "enum"
      ? hint.name
      : hint.kind === "struct"
        ? hint.struct.name
        : hint.kind === "dict"
          ? `Dict[str, ${hintText(hint.element)}]`
          : hint.kind === "list"
            ? `List[${hintText(hint.element)}]`
            : hint.kind;
  return hint.optional ? `Optional[${name}]` : name;
}
