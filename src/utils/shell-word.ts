/** @file A word of a command line as it can be pasted into bash and zsh, and without backslashes into fish. */

/** In quotes where a shell would read more into it than its letters: `[a]` is a pattern, `~a` somebody's home. */
export function shellWord(word: string): string {
  if (/^[\w@%+:,./-][\w@%+=:,./-]*$/.test(word)) return word;
  // what a shell does inside double quotes, each in its own way, is left alone
  if (word.includes("'") && !/["$`\\!]/.test(word)) return `"${word}"`;
  return `'${word.replaceAll("'", "'\\''")}'`;
}
