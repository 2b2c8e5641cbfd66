/** @file Tab: the options, groups, their options and the keys that may continue what stands on the command line. */
import { FixableError } from "#utils/fixable-error.ts";
import { type Composition, type CompositionRequest, composeConfig } from "../compose/compose.ts";
import { DictNode, isContainer, ValueNode } from "../tree/node.ts";
import { nodeAt } from "../tree/node-at.ts";
import { options } from "./arguments.ts";

export type Shell = "bash" | "zsh" | "fish";

/**
 * @param line the command line up to the cursor, the program's name first
 * @returns whole words, each a continuation of the last word; one that ends in `=`, `.` or `/` can go on
 */
export function completions(line: string, request: (overrides: readonly string[]) => CompositionRequest): string[] {
  const words = line.trimStart().split(/\s+/);
  const current = words.length > 1 ? words.at(-1)! : "";
  const before = words.slice(1, -1);
  const ofOption = completeOption(before.at(-1), current, request);
  if (ofOption !== undefined) return ofOption.filter((word) => word.startsWith(current));
  const composition = composeLeniently(before, request);
  if (composition === undefined) return [];
  return completeOverride(current, composition).filter((word) => word.startsWith(current));
}

function completeOption(
  previous: string | undefined,
  current: string,
  request: (overrides: readonly string[]) => CompositionRequest,
): string[] | undefined {
  if (current.startsWith("-")) return options.flatMap(({ names }) => names.filter((name) => name.startsWith("--")));
  const option = options.find(({ names, takes }) => takes === "value" && names.includes(previous ?? ""));
  if (option?.choices) return [...option.choices];
  if (previous === "--info" || previous === "-i") return [...options.find(({ key }) => key === "info")!.choices!];
  if (option?.key === "configName") return composeLeniently([], request)?.repository.list("") ?? [];
  return option === undefined ? undefined : [];
}

/** What stands before the cursor may be unfinished or wrong; then it is left out. */
function composeLeniently(
  words: readonly string[],
  request: (overrides: readonly string[]) => CompositionRequest,
): Composition | undefined {
  const overrides = words.filter((word) => !word.startsWith("-") && word.includes("="));
  for (const attempt of [overrides, []]) {
    try {
      return composeConfig({ ...request(attempt), mode: "multirun", checkSweeps: false });
    } catch (error) {
      if (!(error instanceof FixableError)) throw error;
    }
  }
  return undefined;
}

function completeOverride(current: string, composition: Composition): string[] {
  const [, prefix, rest] = /^([~+]*)(.*)$/s.exec(current)!;
  const equal = rest!.indexOf("=");
  const words = equal < 0 ? completeKey(rest!, prefix!, composition) : completeValue(rest!, equal, composition);
  return words.map((word) => prefix + word);
}

function completeValue(text: string, equal: number, { repository, root }: Composition): string[] {
  const key = text.slice(0, equal);
  const group = key.split("@")[0]!;
  // in a sweep, the value behind the last comma is the one being typed
  const done = text.slice(0, Math.max(text.lastIndexOf(","), equal) + 1);
  if (repository.hasGroup(group)) return repository.list(group).map((option) => done + option);
  const node = nodeAt(root, key.split("."));
  if (!(node instanceof ValueNode) || node.isMissing || node.value === null) return [];
  if (typeof node.value === "boolean") return ["true", "false"].map((value) => done + value);
  return [done + String(node.value)];
}

function completeKey(text: string, prefix: string, composition: Composition): string[] {
  return [...groupWords(text, prefix, composition), ...keyWords(text, composition.root)];
}

/** Groups, one level at a time; those in use by name, with their package. */
function groupWords(text: string, prefix: string, { repository, choices }: Composition): string[] {
  const end = prefix === "~" ? "" : "=";
  const inUse = [...choices.keys()].filter((key) => key.includes("@") && !key.startsWith("hydra/"));
  const parent = text.includes("/") ? text.slice(0, text.lastIndexOf("/")) : "";
  if (parent !== "" && !repository.hasGroup(parent)) return [];
  const here = repository.list(parent, "group").map((name) => (parent === "" ? name : `${parent}/${name}`));
  const shown = here.filter((path) => path !== "hydra" || text.startsWith("hydra"));
  return [
    ...inUse.map((key) => key + end),
    ...shown.flatMap((path) => [
      ...(repository.list(path).length > 0 ? [path + end] : []),
      ...(repository.list(path, "group").length > 0 ? [`${path}/`] : []),
    ]),
  ];
}

/** Keys of the config, one level at a time. */
function keyWords(text: string, root: DictNode): string[] {
  const path = text.split(".").slice(0, -1);
  const parent = nodeAt(root, path);
  if (!(parent instanceof DictNode)) return [];
  const before = path.map((part) => `${part}.`).join("");
  return parent.entries
    .filter(({ key }) => path.length > 0 || key !== "hydra" || text.startsWith("hydra"))
    .map(({ key, node }) => `${before}${String(key)}${isContainer(node) && node.special === undefined ? "." : "="}`);
}

/** What a shell evaluates to complete the program's words. */
export function completionScript(shell: Shell, action: "install" | "uninstall", program: string): string {
  const name = `_${program.replace(/[^A-Za-z0-9]/g, "_")}_complete`;
  return scripts[shell][action](program, name);
}

type Script = (program: string, name: string) => string;

const scripts: Readonly<Record<Shell, Readonly<Record<"install" | "uninstall", Script>>>> = {
  bash: {
    install: (program, name) => `${name}() {
  local line="\${COMP_LINE:0:$COMP_POINT}" word before="" candidate
  word="\${line##* }"
  # bash replaces only what stands behind the last = or :
  case "$word" in *=*) case "$COMP_WORDBREAKS" in *=*) before="\${word%"\${word##*=}"}" ;; esac ;; esac
  COMPREPLY=()
  while IFS= read -r candidate; do
    [ -n "$candidate" ] && COMPREPLY+=("\${candidate#"$before"}")
  done < <(COMP_LINE="$line" ${program} --shell-completion query=bash 2>/dev/null)
  case "\${COMPREPLY[0]}" in *[=./]) compopt -o nospace 2>/dev/null ;; esac
}
complete -F ${name} ${program}
`,
    uninstall: (program, name) => `complete -r ${program} 2>/dev/null
unset -f ${name}
`,
  },
  zsh: {
    install: (program, name) => `${name}() {
  local -a words_found
  words_found=("\${(@f)$(COMP_LINE="$LBUFFER" ${program} --shell-completion query=zsh 2>/dev/null)}")
  compadd -S '' -- \${words_found:#}
}
compdef ${name} ${program}
`,
    uninstall: (program, name) => `compdef -d ${program}
unfunction ${name}
`,
  },
  fish: {
    install: (program) =>
      `complete -c ${program} -f -a '(env COMP_LINE=(commandline -cp | string collect) ${program} --shell-completion query=fish 2>/dev/null)'\n`,
    uninstall: (program) => `complete -c ${program} -e\n`,
  },
};
