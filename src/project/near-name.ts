// "Did you mean …?"

/**
 * The candidate that a slip of the keys would have made `name` from, or null. O(length^2 x candidates).
 *
 * @example nearName('pord', ['prod', 'staging']) // 'prod'
 */
export function nearName(name: string, candidates: readonly string[]): string | null {
  const wanted = name.toLowerCase();
  let best: { candidate: string; distance: number } | null = null;
  for (const candidate of candidates) {
    const longer = Math.max(wanted.length, candidate.length);
    // A third of the letters may differ, but not all of them: "z" is no slip of "a".
    const limit = Math.min(Math.max(1, Math.floor(candidate.length / 3)), longer - 1);
    if (longer - Math.min(wanted.length, candidate.length) > limit) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance <= limit && (best === null || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate ?? null;
}

/**
 * The distance of optimal string alignment: insertions, deletions, substitutions and swaps of neighbours
 * (Damerau 1964). `editDistance('pord', 'prod')` is 1.
 */
function editDistance(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + same);
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    [before, row] = [row, next];
  }
  return row[to.length];
}
