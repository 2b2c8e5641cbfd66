/** @file The ways from a page to the folders of its runs, and how the page finds out whether they still lead there. */
import { existsSync, readdirSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import type { RunRow } from "#facts";
import { runPaths } from "#utils/paths.ts";
import type { PageData } from "./page-data.ts";

/** @param reportFolder where the page will lie */
export function linksOf(runs: readonly RunRow[], reportFolder: string): Pick<PageData, "links" | "probes"> {
  const links = runs.map(({ run_dir }) => {
    const path = relative(resolve(reportFolder), resolve(run_dir));
    return isAbsolute(path) ? null : `${urlOf(path)}/`; // another drive
  });
  const probes: Record<string, string> = {};
  for (const [i, link] of links.entries()) {
    const beside = link && `${dirname(link)}/`;
    if (!beside || beside in probes) continue;
    const picture = pictureIn(runPaths(runs[i]!.run_dir).figures);
    if (picture) probes[beside] = `${link}figures/${urlOf(picture)}`;
  }
  return { links, probes };
}

function pictureIn(folder: string): string | undefined {
  return existsSync(folder) ? readdirSync(folder).find((name) => /\.(?:png|svg)$/.test(name)) : undefined;
}

const urlOf = (path: string): string => path.split(sep).map(encodeURIComponent).join("/");
