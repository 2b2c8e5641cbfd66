/** @file `--info`: the search path, the defaults list, the defaults tree, the config. */
import { columnWidths } from "#utils/text-table.ts";
import type { Composition, DefaultsPlan } from "../compose/compose.ts";
import { type DefaultsEntry, GroupEntry, ROOT } from "../compose/defaults-entry.ts";
import type { TreeNode } from "../compose/defaults-tree.ts";
import { HYDRA_VERSION } from "../compose/hydra-schema.ts";
import { toYaml } from "./config-text.ts";

export type InfoKind = DefaultsInfo | "all" | "config" | "plugins" | "searchpath";
/** What the application says of a job. */
export type JobInfo = "devices" | "model";
export type DefaultsInfo = "defaults" | "defaults-tree";

export const isDefaultsInfo = (kind: string): kind is DefaultsInfo => kind === "defaults" || kind === "defaults-tree";

export function defaultsLines(kind: DefaultsInfo, plan: DefaultsPlan): string[] {
  return kind === "defaults" ? defaultsTable(plan) : defaultsTree(plan);
}

/** The lines; each ends a line of the output, and may hold several itself. */
export function infoLines(kind: Exclude<InfoKind, DefaultsInfo>, composition: Composition): string[] {
  switch (kind) {
    case "all":
      return [...header(`Hydra ${HYDRA_VERSION}`, "="), ...plugins(), ...infoLines("config", composition)];
    case "plugins":
      return plugins();
    case "searchpath":
      return searchPath(composition);
    case "config":
      return [
        ...searchPath(composition),
        ...defaultsTree(composition),
        ...defaultsTable(composition),
        ...header("Config", "*"),
        toYaml(composition),
      ];
    default:
      return kind satisfies never;
  }
}

const header = (text: string, filler: string, prefix = ""): string[] => [
  prefix + text,
  prefix + filler.repeat(text.length),
];

/** What stands where Hydra has plugins. */
function plugins(): string[] {
  const kinds = {
    ConfigSource: ["FileConfigSource", "ImportlibResourcesConfigSource", "StructuredConfigSource"],
    CompletionPlugin: ["BashCompletion", "FishCompletion", "ZshCompletion"],
    Launcher: ["BasicLauncher"],
    Sweeper: ["BasicSweeper"],
  };
  const lines = Object.entries(kinds).flatMap(([kind, names]) => [
    ...header(`${kind}:`, "-", "\t"),
    ...names.map((name) => `\t\t${name}`),
  ]);
  return [...header("Installed Hydra Plugins", "*"), ...lines];
}

function searchPath({ repository }: Composition): string[] {
  const rows = repository.sources.map(({ provider, scheme, path }) => [provider, `${scheme}://${path}`]);
  return ["", ...header("Config search path", "*"), ...table(["Provider", "Search path"], rows, "|")];
}

function defaultsTable({ defaults }: DefaultsPlan): string[] {
  const rows = defaults.map((item) => [
    item.configPath,
    item.package,
    item.isSelf ? "True" : "False",
    item.parent ?? "",
  ]);
  return ["", ...header("Defaults List", "*"), ...table(["Config path", "Package", "_self_", "Parent"], rows, "| ")];
}

function table(titles: readonly string[], rows: readonly (readonly string[])[], end: string): string[] {
  const widths = columnWidths([titles, ...rows]);
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} `;
  const first = line(titles) + end;
  const rule = "-".repeat(first.length);
  return [first, rule, ...rows.map((row) => `${line(row)}|`), rule];
}

function defaultsTree({ defaultsTree: root }: DefaultsPlan): string[] {
  const lines: string[] = [];
  const visit = (item: TreeNode | DefaultsEntry, indent: number) => {
    const isNode = "children" in item;
    const entry = isNode ? item.entry : item;
    const text = "  ".repeat(indent) + (entry === undefined ? ROOT : nameOf(entry));
    const children = isNode ? (item.children ?? []) : [];
    lines.push(children.length > 0 ? `${text}:` : text);
    for (const child of children) visit(child, indent + 1);
  };
  visit(root, 0);
  return ["", ...header("Defaults Tree", "*"), ...lines];
}

function nameOf(entry: DefaultsEntry): string {
  if (entry instanceof GroupEntry) return `${entry.overrideKey}: ${entry.name ?? "null"}`;
  return entry.isSelf ? "_self_" : entry.configPath;
}
