/** @file `--shell-completion install|uninstall|query=bash|zsh|fish`. */
import { FixableError } from "#utils/fixable-error.ts";
import { completionScript, completions, type Shell } from "./completion.ts";
import type { Session } from "./session.ts";

/** @throws FixableError `config/bad-command` */
export function showCompletion(session: Session): void {
  const { overrides } = session.args;
  const [, action, shell] = /^(install|uninstall|query)=(bash|zsh|fish)$/.exec(overrides[0] ?? "") ?? [];
  if (shell === undefined || overrides.length > 1) {
    const problem = `--shell-completion wants install, uninstall or query of bash, zsh or fish, not "${overrides.join(" ")}"`;
    throw new FixableError({ code: "config/bad-command", problem, fix: "--shell-completion install=bash" });
  }
  if (action === "query") {
    const line = session.surroundings.environment["COMP_LINE"] ?? "";
    session.print(completions(line, (texts) => session.request({ overrides: texts })));
    return;
  }
  const script = completionScript(shell as Shell, action as "install" | "uninstall", session.application.name);
  session.surroundings.stdout(script);
}
