/** @file For a path that does not exist: the paths that its writer may have meant. */
import { closestWords } from "#utils/closest-words.ts";
import { type Container, DictNode, isContainer, type Node } from "../tree/node.ts";

/** The same place with another name; where nothing there is near, the same or nearly the same name at another place, then a nearby path. */
export function nearestKeys(root: DictNode, path: string, limit = 3): string[] {
  const parts = path.split(".");
  const found: string[] = [];
  let at: Node | undefined = root;
  for (const [index, part] of parts.entries()) {
    if (!(at instanceof DictNode)) break;
    const next: Node | undefined = at.get(part);
    if (next !== undefined) {
      at = next;
      continue;
    }
    const known = at.entries.map(({ key }) => String(key));
    const before = parts.slice(0, index);
    found.push(...closestWords(part, known).map((name) => [...before, name, ...parts.slice(index + 1)].join(".")));
    break;
  }
  if (found.length > 0) return found.slice(0, limit);
  const all = allKeys(root);
  const last = parts.at(-1)!;
  const lastOf = (known: string) => known.slice(known.lastIndexOf(".") + 1);
  const names = closestWords(last, all.map(lastOf));
  found.push(
    ...names.flatMap((name) => all.filter((known) => lastOf(known) === name)),
    ...(parts.length > 1 ? closestWords(path, all) : []),
  );
  return [...new Set(found)].filter((known) => known !== path).slice(0, limit);
}

/** Every dotted path of the tree, `hydra` left out. */
export function allKeys(root: Container): string[] {
  const paths: string[] = [];
  const visit = (container: Container, prefix: string) => {
    if (!(container instanceof DictNode)) return;
    for (const { key, node } of container.entries) {
      const path = prefix === "" ? String(key) : `${prefix}.${String(key)}`;
      if (path === "hydra") continue;
      paths.push(path);
      if (isContainer(node)) visit(node, path);
    }
  };
  visit(root, "");
  return paths;
}
