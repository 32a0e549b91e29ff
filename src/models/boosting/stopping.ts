// When boosting has no more to gain.

/**
 * Whether none of the last `rounds` losses is below the one before them by more than `tolerance`: scikit-learn's
 * rule. The first loss is that of no tree at all.
 */
export function stopsAfter(losses: readonly number[], rounds: number, tolerance: number): boolean {
  if (losses.length <= rounds) return false;
  const reference = losses[losses.length - 1 - rounds] - tolerance;
  return losses.slice(-rounds).every(loss => !(loss < reference));
}
