/** @file Which of YAML's styles can hold a text without changing it, by PyYAML's rules. */

export interface ScalarAnalysis {
  readonly multiline: boolean;
  readonly allowPlain: boolean;
  readonly allowSingle: boolean;
}

const BREAKS = "\n\x85\u2028\u2029";
const SPACE_LIKE = `\0 \t\r${BREAKS}`;

/** @param characters the text by code points */
export function analyzeScalar(characters: readonly string[]): ScalarAnalysis {
  if (characters.length === 0) return { multiline: false, allowPlain: true, allowSingle: true };
  let indicators = /^(?:---|\.\.\.)/.test(characters.slice(0, 3).join(""));
  let multiline = false;
  let special = false;
  let breakThenSpace = false;
  let spaceThenBreak = false;
  for (const [index, character] of characters.entries()) {
    const before = characters[index - 1];
    const next = characters[index + 1];
    const beforeBlank = next === undefined || SPACE_LIKE.includes(next);
    if (index === 0) {
      if ("#,[]{}&*!|>'\"%@`".includes(character)) indicators = true;
      if ("?:-".includes(character) && beforeBlank) indicators = true;
    } else {
      if (character === ":" && beforeBlank) indicators = true;
      if (character === "#" && SPACE_LIKE.includes(before!)) indicators = true;
    }
    if (BREAKS.includes(character)) {
      multiline = true;
      if (before === " ") spaceThenBreak = true;
    }
    if (character === " " && before !== undefined && BREAKS.includes(before)) breakThenSpace = true;
    if (character !== "\n" && !isPrintable(character)) special = true;
  }
  const [first, last] = [characters[0]!, characters.at(-1)!];
  const blankEnds = ` ${BREAKS}`.includes(first) || ` ${BREAKS}`.includes(last);
  return {
    multiline,
    allowPlain: !(indicators || multiline || special || blankEnds || breakThenSpace || spaceThenBreak),
    allowSingle: !(special || breakThenSpace || spaceThenBreak),
  };
}

function isPrintable(character: string): boolean {
  const point = character.codePointAt(0)!;
  if (point >= 0x20 && point <= 0x7e) return true;
  const unicode =
    point === 0x85 ||
    (point >= 0xa0 && point <= 0xd7ff) ||
    (point >= 0xe000 && point <= 0xfffd) ||
    (point >= 0x10000 && point < 0x10ffff);
  return unicode && point !== 0xfeff;
}
