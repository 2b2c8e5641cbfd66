/** @file "Did you mean": the known words nearest to a mistyped one. */

/**
 * Words at most two edits away (three for words of ten letters and more), or that begin with what was typed;
 * nearest first, equal ones in the order given.
 *
 * An edit is an insertion, a deletion, a substitution or a swap of neighbours (Damerau 1964, restricted form).
 */
export function closestWords(wanted: string, known: readonly string[], limit = 3): string[] {
  const allowed = wanted.length >= 10 ? 3 : 2;
  return known
    .map((word) => ({ word, distance: distanceOf(wanted.toLowerCase(), word.toLowerCase()) }))
    .filter(
      ({ word, distance }) =>
        distance <= Math.min(allowed, wanted.length - 1) || (wanted !== "" && word.startsWith(wanted)),
    )
    .sort((a, b) => a.distance - b.distance)
    .slice(0, limit)
    .map(({ word }) => word);
}

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
