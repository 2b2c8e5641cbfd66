/** @file "Did you mean": the known words nearest to a mistyped one. */

/**
 * Words that go on or hold what was typed, if need be with one edit (`gan`: `gan_ae`), then those a few edits away (one
 * for words of three letters, three for those of ten and more, else two), then words that what was typed goes on or holds;
 * nearest first, equal ones in the order given.
 *
 * An edit is an insertion, a deletion, a substitution or a swap of neighbours (Damerau 1964, restricted form).
 */
export function closestWords(wanted: string, known: readonly string[], limit = 3): string[] {
  const typed = wanted.toLowerCase();
  return known
    .map((word) => ({ word, rank: rankOf(typed, word.toLowerCase()) }))
    .filter(({ rank }) => rank !== undefined)
    .sort((a, b) => a.rank! - b.rank!)
    .slice(0, limit)
    .map(({ word }) => word);
}

/** Shorter pieces stand in too many words by chance. */
const SHORTEST_PIECE = 3;

/** From 0 for the same word; undefined for one that was not meant. */
function rankOf(typed: string, word: string): number | undefined {
  if (typed === "") return undefined;
  if (word === typed) return 0;
  if (typed.length > 1 && word.startsWith(typed)) return 0.25;
  if (partsOf(word).includes(typed)) return 0.5;
  const distance = distanceOf(typed, word);
  if (distance === 1 && typed.length > 1) return 1;
  if (typed.length >= SHORTEST_PIECE && word.includes(typed)) return 1.5;
  if (typed.length >= 4 && partsOf(word).some((part) => distanceOf(typed, part) === 1)) return 1.75;
  const allowed = typed.length <= 3 ? 1 : typed.length >= 10 ? 3 : 2;
  if (distance <= Math.min(allowed, typed.length - 1)) return distance;
  const isHeld = typed.startsWith(word) || partsOf(typed).includes(word);
  return isHeld && word.length >= SHORTEST_PIECE ? allowed + 1 : undefined;
}

const partsOf = (word: string) => word.split(/[^a-z0-9]+/);

function distanceOf(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, beforeLast[j - 2]! + 1);
      row.push(best);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}
