/** @file Follows what errors advise, as a reader does: each line behind `try:` is pasted and run. */

export interface Said {
  readonly exitCode: number;
  readonly stderr: string;
}

/** A command without its name. */
export type RunWords = (words: readonly string[]) => Promise<Said>;

export interface Advice {
  /** Of the first error; undefined where a mistake in the command line itself has none. */
  readonly code: string | undefined;
  readonly stderr: string;
  /** As printed. */
  readonly fixes: readonly string[];
}

/** @throws Error where the mistake is none */
export async function adviceOn(run: RunWords, mistake: readonly string[]): Promise<Advice> {
  const { exitCode, stderr } = await run(mistake);
  if (exitCode === 0) throw new Error(`${mistake.join(" ")} is no mistake`);
  const [, code] = /^error ([\w/-]+):/m.exec(stderr) ?? [];
  const [, advice = ""] = / {2}try: {3}(.*)$/m.exec(stderr) ?? [];
  return { code, stderr, fixes: advice.split(", or ").filter(Boolean) };
}

/**
 * The words to type next: a whole command, or what takes the place of the wrong word.
 *
 * @param name of the command
 * @param others what was typed besides, which stays
 */
export function followed(fix: string, name: string, others: readonly string[]): readonly string[] {
  const words = shellWords(fix);
  return words[0] === name ? words.slice(1) : [...words, ...others];
}

/** As a shell breaks a line without variables into words. */
export function shellWords(line: string): string[] {
  const pieces = /'([^']*)'|"([^"]*)"|\\(.)|([^\s'"\\]+)/gs;
  const words: string[] = [];
  let end = -1;
  for (const match of line.matchAll(pieces)) {
    const text = match[1] ?? match[2] ?? match[3] ?? match[4]!;
    if (match.index === end) words[words.length - 1] += text;
    else words.push(text);
    end = match.index + match[0].length;
  }
  return words;
}
