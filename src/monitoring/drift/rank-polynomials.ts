// Ranks, and what bends them: scores of cells by which a shift, a spread and other changes of shape show.

/**
 * Orthonormal polynomials, of degree 1 to `degrees`, of the mid-ranks of cells that hold `weights`: one row of scores a
 * degree, each of mean 0 and variance 1 over the weights, and uncorrelated with the others. Fewer where there are too
 * few cells that hold anything. Built by the three-term recurrence (Stieltjes).
 *
 * @example rankPolynomials([1, 1], 5) // [[-1, 1]]
 */
export function rankPolynomials(weights: ArrayLike<number>, degrees: number): Float64Array[] {
  const cells = weights.length;
  let total = 0;
  let held = 0;
  for (let cell = 0; cell < cells; cell++) {
    total += weights[cell];
    if (weights[cell] > 0) held++;
  }
  const ranks = new Float64Array(cells);
  let below = 0;
  for (let cell = 0; cell < cells; cell++) {
    ranks[cell] = (2 * below + weights[cell]) / total - 1;
    below += weights[cell];
  }
  const scores: Float64Array[] = [];
  let before = new Float64Array(cells);
  let current = new Float64Array(cells).fill(1);
  let coupling = 0;
  for (let degree = 1; degree <= Math.min(degrees, held - 1); degree++) {
    let centre = 0;
    for (let cell = 0; cell < cells; cell++) centre += weights[cell] * ranks[cell] * current[cell] ** 2;
    centre /= total;
    const next = new Float64Array(cells);
    let size = 0;
    for (let cell = 0; cell < cells; cell++) {
      next[cell] = (ranks[cell] - centre) * current[cell] - coupling * before[cell];
      size += weights[cell] * next[cell] ** 2;
    }
    coupling = Math.sqrt(size / total);
    if (!(coupling > 1e-9)) break;
    for (let cell = 0; cell < cells; cell++) next[cell] /= coupling;
    scores.push(next);
    before = current;
    current = next;
  }
  return scores;
}
