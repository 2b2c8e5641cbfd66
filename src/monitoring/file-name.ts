/** @file Names of figure files: a pattern with `{family}`, `{moment}` and `{epoch_or_step}`. */
import { closestWords } from "#utils/closest-words.ts";

const PLACEHOLDERS = ["family", "moment", "epoch_or_step"] as const;

/** What is wrong with a pattern; null when nothing is. */
export function fileNameProblem(pattern: string): string | null {
  for (const [, name] of pattern.matchAll(/\{([^{}]*)\}/g)) {
    if ((PLACEHOLDERS as readonly string[]).includes(name!)) continue;
    const [nearest] = closestWords(name!, PLACEHOLDERS);
    return `there is no placeholder {${name}}; there is ${PLACEHOLDERS.map((one) => `{${one}}`).join(", ")}${nearest ? `; did you mean {${nearest}}?` : ""}`;
  }
  if (!pattern.includes("{family}")) return `"${pattern}" needs {family}, or the families write over each other`;
  if (/[/\\]/.test(pattern)) return `"${pattern}" must be a file name, without folders; see figures_subdir`;
  return null;
}

/** @param epoch counted from 0; `e007` for 7 */
export function fileNameOf(pattern: string, family: string, moment: string, epoch: number): string {
  return pattern
    .replaceAll("{family}", family)
    .replaceAll("{moment}", moment)
    .replaceAll("{epoch_or_step}", `e${String(epoch).padStart(3, "0")}`);
}
