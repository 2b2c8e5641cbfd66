/** @file The order of folders: by name, numbers within names by size, so that job 2 comes before job 10. */

export function byName(a: string, b: string): number {
  const [x, y] = [piecesOf(a), piecesOf(b)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const [left, right] = [x[i]!, y[i]!];
    if (left === right) continue;
    const difference = Number(left) - Number(right);
    if (Number.isFinite(difference) && difference !== 0) return difference;
    return left < right ? -1 : 1;
  }
  return x.length - y.length || (a < b ? -1 : a > b ? 1 : 0);
}

const piecesOf = (name: string): string[] => name.match(/\d+|\D+/g) ?? [];
