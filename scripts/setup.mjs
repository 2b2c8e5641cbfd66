/**
 * @file Everything between a fresh clone and a command that runs: installs what package-lock.json names, and compiles.
 * Does nothing where nothing has changed. Plain JavaScript, because there is no compiler yet.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { bundlePage } from "./bundle-page.mjs";
import { openDoors } from "./declare-types.mjs";

const root = join(import.meta.dirname, "..");
const lockMark = join(root, "node_modules", ".thesis-ml-lock");
const buildMark = join(root, "dist", ".built");

export async function setUp() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    stop(`thesis-ml needs Node 20.19 or newer, this is ${process.version}`);
  }
  const lock = hashOf(join(root, "package-lock.json"));
  if (!existsSync(lockMark) || readFileSync(lockMark, "utf8") !== lock) {
    say("installing what package-lock.json names");
    run("npm", ["ci", "--no-fund", "--no-audit", "--loglevel=error"], "npm ci failed");
    writeFileSync(lockMark, lock);
  }
  if (!existsSync(buildMark) || statSync(buildMark).mtimeMs < newestSource()) {
    say("compiling");
    await compile();
  }
}

/** Beside the old build, which is replaced only when the new one is whole: trainings may be running from it. */
async function compile() {
  const [dist, fresh, old] = ["dist", `dist.new-${process.pid}`, `dist.old-${process.pid}`].map((name) =>
    join(root, name),
  );
  const begun = new Date();
  const tsc = join("node_modules", "typescript", "bin", "tsc");
  const types = join(fresh, "types");
  run(
    process.execPath,
    [tsc, "-p", "tsconfig.build.json", "--outDir", fresh, "--declarationDir", types],
    "compiling failed",
  );
  openDoors(types, JSON.parse(readFileSync(join(root, "package.json"), "utf8")).imports);
  run(process.execPath, [join("scripts", "join-modules.mjs"), fresh], "joining the compiled files failed");
  await bundlePage(fresh);
  for (const name of readdirSync(join(fresh, "cli"))) {
    const main = join(fresh, "cli", name, "main.js");
    if (existsSync(main)) chmodSync(main, 0o755); // `npm link` does so once, and a new build must not undo it
  }
  writeFileSync(join(fresh, ".built"), "");
  utimesSync(join(fresh, ".built"), begun, begun); // what is saved while compiling is newer
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(fresh, dist);
  rmSync(old, { recursive: true, force: true });
}

const hashOf = (file) => createHash("sha256").update(readFileSync(file)).digest("hex");

function newestSource() {
  const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).map((file) => join("src", file));
  const others = [
    "package.json",
    "scripts/bundle-page.mjs",
    "scripts/declare-types.mjs",
    "scripts/join-modules.mjs",
    "tsconfig.json",
    "tsconfig.build.json",
    lockMark.slice(root.length + 1),
  ];
  return Math.max(...[...files, ...others].map((file) => statSync(join(root, file)).mtimeMs));
}

function run(command, args, complaint) {
  const shell = command === "npm" && process.platform === "win32"; // npm is a script there
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell,
  });
  if (status !== 0) stop(`${complaint}${error ? `: ${error.message}` : ""}`);
}

const say = (message) => console.error(`setup: ${message}`);

function stop(message) {
  say(message);
  process.exit(1);
}

if (process.argv[1] === import.meta.filename) await setUp();
