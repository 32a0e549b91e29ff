// "Did you mean …?"

/** The candidate that a slip of the keys would have made `name` from, or null. O(length^2 x candidates). */
export function nearName(name: string, candidates: readonly string[]): string | null {
  const wanted = name.toLowerCase();
  let best: { candidate: string; distance: number } | null = null;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    // A third of the letters may differ, but not all of them: "z" is no slip of "a".
    const limit = Math.min(
      Math.max(1, Math.floor(candidate.length / 3)),
      Math.max(wanted.length, candidate.length) - 1,
    );
    if (distance <= limit && (best === null || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate ?? null;
}

/** Levenshtein's distance: insertions, deletions and substitutions. `editDistance('tree', 'trees')` is 1. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[to.length];
}
