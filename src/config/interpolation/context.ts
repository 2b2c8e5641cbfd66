/** @file What resolving needs from outside the tree; passed in, so that nothing is global. */
import type { DictNode } from "../tree/node.ts";

export interface ResolveContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The moment `${now:…}` means; one for all jobs of a sweep. */
  readonly now: Date;
  /** The `hydra` node for `${hydra:…}`; undefined where there is none. */
  readonly hydra: DictNode | undefined;
  /** Told of each use of a deprecated key. */
  warn(message: string): void;
}
