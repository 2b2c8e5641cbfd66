/** @file `--help` and `--hydra-help`: Hydra's templates, filled in. */
import { FixableError } from "#utils/fixable-error.ts";
import type { Composition } from "../compose/compose.ts";
import type { Repository } from "../compose/repository.ts";
import { pythonStr } from "../python/value.ts";
import { rawValue } from "../tree/assign.ts";
import { resolveInPlace } from "../tree/content.ts";
import { copyOf, ValueNode } from "../tree/node.ts";
import { select } from "../tree/select.ts";
import { options } from "./arguments.ts";
import { hydraTree, jobTree, yamlOf } from "./config-text.ts";

/** @throws FixableError `config/bad-help-template` */
export function appHelp(composition: Composition, program: string, resolve: boolean): string {
  const tree = jobTree(composition);
  if (resolve) resolveInPlace(tree, composition.context);
  return fill(composition, "help.template", program, yamlOf(tree));
}

export function hydraHelp(composition: Composition, program: string): string {
  const tree = hydraTree(composition);
  const hydra = copyOf(composition.hydra);
  hydra.remove("help");
  hydra.remove("hydra_help");
  tree.put("hydra", hydra);
  return fill(composition, "hydra_help.template", program, yamlOf(tree));
}

function fill(composition: Composition, path: string, program: string, config: string): string {
  const node = select(composition.hydra, path, composition.context);
  if (!(node instanceof ValueNode)) {
    throw new FixableError({
      code: "config/bad-help-template",
      problem: "there is no template for the help text",
      where: `hydra.${path}`,
    });
  }
  const template = pythonStr(rawValue(node) as string);
  const values: Readonly<Record<string, () => string>> = {
    FLAGS_HELP: () => flagsHelp(program),
    HYDRA_CONFIG_GROUPS: () => groupsHelp(composition.repository, (group) => /^hydra(\/|$)/.test(group)),
    APP_CONFIG_GROUPS: () => groupsHelp(composition.repository, (group) => !/^hydra(\/|$)/.test(group)),
    CONFIG: () => config,
  };
  // Python's string.Template: $NAME, ${NAME}, $$
  return template.replace(
    /\$(?:(\$)|([_a-zA-Z][_a-zA-Z0-9]*)|\{([_a-zA-Z][_a-zA-Z0-9]*)\}|)/g,
    (whole, dollar, bare, braced) => {
      if (dollar) return "$";
      const value = values[bare ?? braced ?? ""];
      if (value !== undefined) return value();
      throw new FixableError({
        code: "config/bad-help-template",
        problem: `the help template holds ${whole}; there is ${Object.keys(values)
          .map((name) => `$${name}`)
          .join(", ")}, and $$ for a dollar sign`,
        where: `hydra.${path}`,
      });
    },
  );
}

function groupsHelp(repository: Repository, isWanted: (group: string) => boolean): string {
  const groups = repository.groups().filter(isWanted).sort();
  return groups.map((group) => `${group}: ${repository.list(group).join(", ")}\n`).join("");
}

function flagsHelp(program: string): string {
  const lines = options
    .filter(({ key }) => key !== "dryRun")
    .map(
      ({ names, key, help }) =>
        `${names.join(",")} : ${help}${key === "shellCompletion" ? completionHelp(program) : ""}\n`,
    );
  return `${lines.join("")}Overrides : Any key=value arguments to override config values (use dots for.nested=overrides)`;
}

const shells: readonly (readonly [name: string, install: (program: string, action: string) => string[]])[] = [
  ["Bash", (program, action) => [`eval "$(${program} -sc ${action}=bash)"`]],
  ["Fish", (program, action) => [`${program} -sc ${action}=fish | source`]],
  [
    "Zsh",
    (program, action) => [
      ...(action === "install"
        ? [
            "Zsh is compatible with the Bash shell completion, see the [documentation](https://hydra.cc/docs/1.2/tutorials/basic/running_your_app/tab_completion#zsh-instructions) for details.",
          ]
        : []),
      `eval "$(${program} -sc ${action}=bash)"`,
    ],
  ],
];

function completionHelp(program: string): string {
  const lines = shells.flatMap(([name, commands]) => [
    ...["install", "uninstall"].flatMap((action) => [
      `    ${name} - ${action[0]!.toUpperCase()}${action.slice(1)}:`,
      ...commands(program, action).map((line) => `    ${line}`),
    ]),
    "",
  ]);
  return `\n${lines.join("\n")}`;
}
