/** @file Tab in real shells. Each is skipped, aloud, where it is not installed. */
import { spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../run-command.ts";

const main = join(import.meta.dirname, "../../../dist/cli/train/main.js");

/** Lines that a shell prints when Tab is pressed behind `line`; `thesis-train` is on its path. */
const shells: Readonly<Record<string, (line: string) => readonly string[]>> = {
  // what readline does: the words are broken at =, and the function fills COMPREPLY
  bash: (line) => [
    "--norc",
    "-c",
    `source <(thesis-train --shell-completion install=bash)
COMP_LINE=${quoted(line)} COMP_POINT=${line.length}
COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
_thesis_train_complete 2>/dev/null
printf '%s\\n' "\${COMPREPLY[@]}"`,
  ],
  fish: (line) => [
    "--no-config",
    "-c",
    `thesis-train --shell-completion install=fish | source; complete -C ${quoted(line)} | string replace -r '\\t.*' ''`,
  ],
  // a terminal of its own, in which Tab is pressed and the list is read
  zsh: (line) => [
    "-f",
    "-c",
    `zmodload zsh/zpty
zpty tab zsh -f -i
zpty -w tab 'PS1=; unsetopt zle_bracketed_paste 2>/dev/null; autoload -Uz compinit && compinit -u -D'
zpty -w tab 'source <(thesis-train --shell-completion install=zsh)'
zpty -w tab 'zstyle ":completion:*" list-colors ""; LISTMAX=1000; setopt no_always_last_prompt; print READY'
zpty -r tab seen '*READY*READY*'
zpty -n -w tab ${quoted(line)}$'\\t'
sleep 1
zpty -n -w tab $'\\x15'
zpty -w tab 'print D''ONE'
while zpty -r tab seen; do print -r -- "$seen"; [[ $seen == *DONE* ]] && break; done`,
  ],
};

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** The last word of each candidate: shells show them with or without what stands before the last `=`. */
function pressTab(shell: string, line: string): readonly string[] {
  const folder = temporaryFolder();
  const program = join(folder, "thesis-train");
  writeFileSync(program, `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(main)} "$@"\n`);
  chmodSync(program, 0o755);
  const { stdout, stderr } = spawnSync(shell, shells[shell]!(line), {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, HOME: folder, TERM: "dumb", PATH: `${folder}:${process.env["PATH"]}` },
  });
  expect(stderr).toBe("");
  return stdout.split(/[\s\r\n]+/).map((word) => word.replace(/^.*=(?=.)/, ""));
}

for (const shell of Object.keys(shells)) {
  const isThere = spawnSync(shell, ["-c", "true"]).status === 0;
  if (!isThere) console.warn(`SKIPPED: completion in ${shell}, which is not installed (scripts/install-witnesses.sh)`);
  test.skipIf(!isThere).each([
    ["thesis-train phase1/lat", ["phase1/latent_space="]],
    ["thesis-train phase1/latent_space=res", ["residual_vq"]],
    ["thesis-train phase1/latent_space=", ["none", "linear", "vq", "fsq"]],
    ["thesis-train phase1/latent_space=vq phase1.trainer.ep", ["phase1.trainer.epochs="]],
    ["thesis-train --mul", ["--multirun"]],
  ])(`${shell} completes "%s"`, (line, wanted) => {
    const found = pressTab(shell, line);
    for (const word of wanted) expect(found, found.join(" ")).toContain(word);
  });
}
