/** @file `--cfg job|hydra|all`, `--package`, `--resolve`: the composed config, printed. */
import { FixableError } from "#utils/fixable-error.ts";
import { nearestKeys } from "../compose/nearest-keys.ts";
import { pythonStr } from "../python/value.ts";
import { resolveInPlace } from "../tree/content.ts";
import { DictNode, isContainer, ValueNode } from "../tree/node.ts";
import { select } from "../tree/select.ts";
import { treeOf, yamlOf } from "./config-text.ts";
import type { Session } from "./session.ts";

/** @throws FixableError `config/unknown-key` for a package that is not there */
export function showConfig(session: Session, part: "job" | "hydra" | "all"): void {
  const composition = session.compose();
  const { stdout } = session.surroundings;
  const { args } = session;
  const tree = treeOf(composition, part);
  const hydra = part === "hydra" ? tree.get("hydra") : undefined;
  if (hydra instanceof DictNode) for (const key of ["help", "hydra_help"]) hydra.remove(key);
  const wanted = args.package === "_global_" ? undefined : args.package;
  const found = wanted === undefined ? tree : select(tree, wanted, composition.context);
  if (found === undefined || (found instanceof ValueNode && found.isNone)) {
    const near = nearestKeys(tree, wanted!).map((path) => `--package ${path}`);
    const problem = `the config has no package "${wanted}"`;
    throw new FixableError({ code: "config/unknown-key", problem, where: "--package", fix: near });
  }
  if (!isContainer(found)) {
    stdout(`${pythonStr(found.collection ?? found.value)}\n`);
    return;
  }
  if (args.resolve) resolveInPlace(found, composition.context);
  stdout(`${wanted === undefined ? "" : `# @package ${wanted}\n`}${yamlOf(found)}`);
}
