/** @file What a line of a text that is no YAML may have been meant as; each is tried before it is said. */
import { YamlSyntaxError } from "./cursor.ts";
import { parseYaml } from "./parse.ts";

/** How far above the place that is wrong a bracket may have been opened. */
const LINES_ABOVE = 5;

/**
 * @param line where the mistake was noticed, from 0
 * @returns the first line, as it would stand in the text, with which it can be read; undefined where there is none
 */
export function remedyOf(text: string, line: number): { readonly line: number; readonly text: string } | undefined {
  const lines = text.split("\n");
  for (let at = Math.min(line, lines.length - 1); at >= Math.max(0, line - LINES_ABOVE); at--) {
    for (const remedy of remediesOf(lines[at]!)) {
      if (canBeRead(lines.map((each, index) => (index === at ? remedy : each)).join("\n")))
        return { line: at, text: remedy };
    }
  }
  return undefined;
}

function remediesOf(line: string): readonly string[] {
  const code = line.trimEnd();
  const [, key, value] = /^(\s*(?:- )?[^:#'"]+: )(.+?)(?:\s+#.*)?$/.exec(code) ?? [];
  return [
    code.replace(/^\s+/, (indent) => indent.replaceAll("\t", "  ")),
    code.replace(/^\t+/, ""),
    ...["]", "}", ")", '"', "'"].map((end) => code + end),
    ...(key && value ? [`${key}"${value.replaceAll('"', '\\"')}"`] : []),
  ].filter((each) => each !== code);
}

function canBeRead(text: string): boolean {
  try {
    parseYaml(text);
    return true;
  } catch (error) {
    if (error instanceof YamlSyntaxError) return false;
    throw error;
  }
}
