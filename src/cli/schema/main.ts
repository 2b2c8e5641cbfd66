/** @file `npm run schema`: writes `schemas/`, and points each file of `configs/` at its own. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { PACKAGE_ROOT } from "#utils/package-info.ts";
import { jsonSchemas, schemaNameOf } from "./json-schemas.ts";

const [configs, schemas] = [join(PACKAGE_ROOT, "configs"), join(PACKAGE_ROOT, "schemas")];
const MARK = "# yaml-language-server: $schema=";

const pathOf = (name: string) => join(schemas, `${name}.schema.json`);

rmSync(schemas, { recursive: true, force: true });
const written = jsonSchemas();
for (const [name, content] of written) {
  mkdirSync(dirname(pathOf(name)), { recursive: true });
  writeFileSync(pathOf(name), `${JSON.stringify(content, null, 2)}\n`);
}

let pointed = 0;
for (const file of readdirSync(configs, { recursive: true, encoding: "utf8" })) {
  const name = file.endsWith(".yaml") ? schemaNameOf(file) : undefined;
  if (!name) continue;
  const path = join(configs, file);
  const text = readFileSync(path, "utf8");
  const lines = text.split("\n").filter((line) => !line.startsWith(MARK));
  // Hydra reads a package header only from the first line
  const at = lines[0]?.startsWith("# @package") ? 1 : 0;
  const pointer = MARK + relative(dirname(path), pathOf(name)).replaceAll("\\", "/");
  const pointing = lines.toSpliced(at, 0, pointer).join("\n");
  if (pointing !== text) writeFileSync(path, pointing);
  pointed++;
}
process.stdout.write(`${written.size} schemas in schemas/, ${pointed} files of configs/ point at theirs\n`);
