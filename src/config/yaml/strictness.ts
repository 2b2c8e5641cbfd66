/**
 * @file What PyYAML refuses and the library lets pass, found in the text before it is parsed.
 */

export interface TextProblem {
  readonly message: string;
  readonly offset: number;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: PyYAML's set of what may stand in a file
const UNPRINTABLE = /[^\x09\x0A\x0D\x20-\x7E\x85\xA0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

export function refusePyYamlErrors(text: string): TextProblem | undefined {
  const found = UNPRINTABLE.exec(text);
  if (found) {
    const code = found[0].codePointAt(0)!.toString(16).padStart(4, "0");
    return { message: `the character U+${code.toUpperCase()} may not stand in YAML`, offset: found.index };
  }
  return undefined;
}
