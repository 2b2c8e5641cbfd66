/** @file Every transform there is. To add one: write its file, then its line here. */
import { type Infer, schema } from "#config/schema";
import { FixableError } from "#utils/fixable-error.ts";
import { type EnergyUnit, UNITS } from "../units.ts";
import type { EventTransform, TransformDescription } from "./event-transform.ts";
import { fitPhysics, PHYSICS_FEATURES, PHYSICS_GLOBAL_FEATURES, physicsTransform } from "./physics.ts";
import { fitReference, REFERENCE_FEATURES, REFERENCE_GLOBAL_FEATURES, referenceTransform } from "./reference.ts";

export type { EventTransform, TransformDescription, TransformedEvents } from "./event-transform.ts";

/** `fit` learns from the training split, `build` takes what was learned before. */
export const transforms = {
  physics: {
    features: PHYSICS_FEATURES,
    globalFeatures: PHYSICS_GLOBAL_FEATURES,
    fit: fitPhysics,
    build: physicsTransform,
  },
  reference: {
    features: REFERENCE_FEATURES,
    globalFeatures: REFERENCE_GLOBAL_FEATURES,
    fit: fitReference,
    build: referenceTransform,
  },
} as const satisfies Record<TransformDescription["kind"], TransformMember>;

interface TransformMember {
  readonly features: readonly string[];
  readonly globalFeatures: readonly string[];
  readonly fit: (rows: Float32Array, count: number, tokens: number, unit: EnergyUnit) => EventTransform;
  readonly build: (description: TransformDescription) => EventTransform;
}

const numbers = schema.array(schema.number());
const names = schema.array(schema.string());
const transformDescription = schema.strictObject({
  kind: schema.enum(["physics", "reference"]),
  unit: schema.enum(UNITS),
  n_tokens: schema.int().positive(),
  features: names,
  mean: numbers,
  std: numbers,
  global_features: names,
  global_mean: numbers,
  global_std: numbers,
});

/**
 * Rebuilds a transform from what its `describe()` said, for example from a run's `meta.json`.
 *
 * @param where the file the description comes from, for the message
 * @throws FixableError `data/bad-transform` when it is not the description of a transform known here
 */
export function transformFromDescription(description: unknown, where?: string): EventTransform {
  const read = transformDescription.safeParse(description);
  const problem = read.success ? mismatchOf(read.data) : read.error.issues.map(describeIssue).join("; ");
  if (!read.success || problem !== null)
    throw new FixableError({
      code: "data/bad-transform",
      problem: `not the description of a transform: ${problem}`,
      where,
    });
  return transforms[read.data.kind].build(read.data);
}

/** Why this cannot be what `describe()` wrote, or null: the numbers must fit the features, and those the code. */
function mismatchOf(read: Infer<typeof transformDescription>): string | null {
  const known = transforms[read.kind];
  const pairs = [
    ["features", read.features, known.features],
    ["global_features", read.global_features, known.globalFeatures],
  ] as const;
  for (const [key, found, expected] of pairs)
    if (found.join() !== expected.join()) return `${key} are [${found}], a ${read.kind} transform has [${expected}]`;
  for (const key of ["mean", "std", "global_mean", "global_std"] as const) {
    const expected = key.startsWith("global") ? known.globalFeatures.length : known.features.length;
    if (read[key].length !== expected) return `${key} has ${read[key].length} numbers, expected ${expected}`;
  }
  return null;
}

function describeIssue({ path, message }: { path: PropertyKey[]; message: string }): string {
  return path.length > 0 ? `${path.map(String).join(".")}: ${message}` : message;
}
