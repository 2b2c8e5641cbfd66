/** @file Every transform as part of a graph. To add one: write its file, then its line here. */
import type { TransformDescription } from "#data";
import { tracedPhysics } from "./physics.ts";
import { tracedReference } from "./reference.ts";
import type { BuildTracedTransform, TracedTransform } from "./traced-transform.ts";

const transforms: { readonly [K in TransformDescription["kind"]]: BuildTracedTransform } = {
  physics: tracedPhysics,
  reference: tracedReference,
};

export const tracedTransform = (description: TransformDescription): TracedTransform =>
  transforms[description.kind](description);

export type { RawEvents, TracedTransform } from "./traced-transform.ts";
