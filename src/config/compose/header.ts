/** @file The header of a config file: `# @package path` in its first lines. */
import { FixableError } from "#utils/fixable-error.ts";

/** What Python's `splitlines` takes for the end of a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python has these line breaks
const LINE_BREAK = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

/** Hydra looks for the header in this many characters. */
const HEADER_LENGTH = 512;

/**
 * What `# @package` names; undefined without one. Blank lines may stand before it, a comment may not.
 *
 * @throws FixableError `config/bad-header`
 */
export function packageHeader(text: string, file: string): string | undefined {
  let found: string | undefined;
  const head = Array.from(text.slice(0, 2 * HEADER_LENGTH))
    .slice(0, HEADER_LENGTH)
    .join("");
  for (const [index, raw] of head.split(LINE_BREAK).entries()) {
    const line = raw.trim();
    if (line === "") continue;
    if (!/^\s*#\s*@/.test(line)) break;
    const words = line.replace(/^#+/, "").trim().split(" ").filter(Boolean);
    if (words.length !== 2) {
      throw new FixableError({
        code: "config/bad-header",
        problem: `the header "${line}" has ${words.length} ${words.length === 1 ? "word" : "words"}, where a keyword and one value were expected, without blanks`,
        where: `${file}:${index + 1}`,
        fix: `# @package ${words.slice(1).join("").replace(/^$/, "_global_")}`,
      });
    }
    if (words[0] === "@package") found = words[1]!;
  }
  return found;
}
