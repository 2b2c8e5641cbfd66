/** @file What two runs were made of, thing by thing: code, config, data, versions, machine. */
import { existsSync, readFileSync } from "node:fs";
import { readRunMeta, type StoredRunMeta } from "#facts";
import { runPaths } from "#utils/paths.ts";

export interface Comparison {
  readonly what: string;
  readonly before: string;
  readonly now: string;
  readonly isSame: boolean;
}

export function compareSurroundings(originalFolder: string, runFolder: string): readonly Comparison[] {
  const [before, now] = [describe(originalFolder), describe(runFolder)];
  const things = [...new Set([...before.keys(), ...now.keys()])];
  return things.map((what) => {
    const [first, second] = [before.get(what) ?? UNKNOWN, now.get(what) ?? UNKNOWN];
    return { what, before: first.shown, now: second.shown, isSame: first.exact === second.exact };
  });
}

interface Thing {
  readonly shown: string;
  /** All of it, where less is shown. */
  readonly exact: string;
}

const UNKNOWN: Thing = { shown: "unknown", exact: "" };
const asShown = (shown: string): Thing => ({ shown, exact: shown });

function describe(runFolder: string): ReadonlyMap<string, Thing> {
  const meta = readRunMeta(runFolder);
  const { config_sha256, data, versions, host, threads, device } = meta;
  return new Map([
    ["code", codeOf(meta, runPaths(runFolder).gitDiff)],
    ["config", { shown: config_sha256.slice(0, 12), exact: config_sha256 }],
    ["data", { shown: `${data.path} (SHA-256 ${data.sha256.slice(0, 12)}…)`, exact: data.sha256 }],
    ["transform", { shown: data.transform.kind, exact: JSON.stringify(data.transform) }],
    ...Object.entries(versions).map(([name, version]) => [name, asShown(version)] as const),
    ["threads", asShown(String(threads))],
    ["device", asShown(device)],
    ["machine", asShown(`${host.cpu}, ${host.platform} ${host.arch}`)],
  ]);
}

/** The same commit with other changes is other code. */
function codeOf({ git }: StoredRunMeta, diffFile: string): Thing {
  if (git.commit === null) return UNKNOWN;
  const diff = existsSync(diffFile) ? readFileSync(diffFile, "utf8") : "";
  return {
    shown: `${git.commit.slice(0, 12)}${git.dirty ? " with changes" : ""}`,
    exact: `${git.commit}\n${diff}`,
  };
}
