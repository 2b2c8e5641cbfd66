/**
 * @file Joins the compiled files into what package.json names, its doors and its commands, and what they share. Finding and
 * reading hundreds of small files is a sixth of the time of a short training, and a fifth of a Tab (docs/performance.md).
 */
import { readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { rolldown } from "rolldown";

const dist = process.argv[2];
const { imports, exports, bin } = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8"));
/** `./dist/engine/index.js` as a file below the new build. */
const inBuild = (path) => relative("dist", path);
const fileOf = (door) =>
  inBuild((imports[door] ?? imports["#utils/*.ts"]).default.replace("*", /[^/]+(?=\.ts$)/.exec(door)));

const utils = readdirSync(join(dist, "utils")).filter((file) => file.endsWith(".js"));
const named = [
  ...Object.keys(imports)
    .filter((door) => !door.includes("*"))
    .map(fileOf),
  ...[exports["."].default, ...Object.values(bin)].map(inBuild),
  ...readdirSync(join(dist, "cli")).map((command) => join("cli", command, "main.js")),
  ...utils.map((file) => join("utils", file)),
];
const bundle = await rolldown({
  input: Object.fromEntries(named.map((file) => [file.slice(0, -".js".length), join(dist, file)])),
  platform: "node",
  external: /^[^./#]/, // packages and node:
  plugins: [{ name: "doors", resolveId: (id) => (id.startsWith("#") ? join(dist, fileOf(id)) : null) }],
});
const joined = `${dist}.joined`;
// as deep as the files they come from, which look for the package above them
await bundle.write({ dir: joined, format: "esm", chunkFileNames: "shared/[name]-[hash].js" });
renameSync(join(dist, "types"), join(joined, "types"));
rmSync(dist, { recursive: true });
renameSync(joined, dist);
