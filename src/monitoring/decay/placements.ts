// The area under the ROC curve as a mean over rows.

import type { ClassifiedRows } from '../../metrics/classification.ts';

/**
 * Of each row, in order: the area, and how much the row adds to it by how large a share of the other class it is placed
 * rightly against. Their mean is the area, their variance by the number of rows nearly DeLong's. Empty where fewer than
 * two rows of a class are there. O(rows log rows).
 */
export function placements({ actual, probabilities }: ClassifiedRows): Float64Array {
  const rows = actual.length;
  const positives = actual.reduce((total, code) => total + code, 0);
  const negatives = rows - positives;
  if (positives < 2 || negatives < 2) return new Float64Array();
  const order = Uint32Array.from({ length: rows }, (_, row) => row).sort(
    (a, b) => probabilities[2 * a + 1] - probabilities[2 * b + 1],
  );
  const placed = new Float64Array(rows);
  let below = { positives: 0, negatives: 0 };
  let area = 0;
  for (let start = 0; start < rows; ) {
    const score = probabilities[2 * order[start] + 1];
    const tied = { positives: 0, negatives: 0 };
    let end = start;
    for (; end < rows && probabilities[2 * order[end] + 1] === score; end++)
      if (actual[order[end]] === 1) tied.positives++;
      else tied.negatives++;
    for (let at = start; at < end; at++) {
      const row = order[at];
      placed[row] =
        actual[row] === 1
          ? (below.negatives + tied.negatives / 2) / negatives
          : 1 - (below.positives + tied.positives / 2) / positives;
      if (actual[row] === 1) area += placed[row] / positives;
    }
    below = {
      positives: below.positives + tied.positives,
      negatives: below.negatives + tied.negatives,
    };
    start = end;
  }
  return placed.map(
    (share, row) => area + ((share - area) * rows) / (actual[row] === 1 ? positives : negatives),
  );
}
