/** @file `a.b[0].c` → its parts; OmegaConf's two spellings of a path. */

/** `"a[b].c"` → a, b, c; leading dots give empty parts; `"[a].b"` → a, b. */
export function splitKey(path: string): string[] {
  const head = /^\.*[^.[]*/.exec(path)![0];
  const parts = head.split(".");
  if (head.length === path.length) return parts;
  if (path[head.length] === "[" && parts.at(-1) === "") parts.pop();
  for (const [, dotted, bracketed] of path.slice(head.length).matchAll(/\.([^.[]*)|\[(.*?)\]/g)) {
    parts.push(dotted || (bracketed ?? ""));
  }
  return parts;
}
