/**
 * @file The types that a user of the package sees: declarations of every source, in one folder, in which doors are relative
 * paths. Jupyter's TypeScript kernel, and whoever resolves modules as Node 10 did, does not know `#data`.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";

/** @param types the folder that the compiler wrote declarations to. @param imports the doors, of package.json */
export function openDoors(types, imports) {
  const targetOf = (door) => {
    const named = imports[door] ?? { source: door.replace(/^#/, "./src/") };
    return named.source.replace(/^\.\/src\//, "").replace(/\.ts$/, ".js");
  };
  for (const file of readdirSync(types, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".d.ts")) continue;
    const path = join(types, file);
    const from = dirname(file).split(sep).join(posix.sep);
    const text = readFileSync(path, "utf8").replace(
      /(from |import\()"(#[^"]+|\.{1,2}\/[^"]+\.ts)"/g,
      (_, before, target) => {
        if (!target.startsWith("#")) return `${before}"${target.replace(/\.ts$/, ".js")}"`;
        const to = relative(from, targetOf(target)).split(sep).join(posix.sep);
        return `${before}"${to.startsWith(".") ? to : `./${to}`}"`;
      },
    );
    writeFileSync(path, text);
  }
}
