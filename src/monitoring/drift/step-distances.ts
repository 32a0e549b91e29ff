// Distances between two distribution functions that rise in steps.

/** Where a distribution function rises, ascending, and by how much, in any unit; a sample rises by 1 at each value. */
export type Steps = { at: ArrayLike<number>; by: ArrayLike<number> };

/** The steps of a full sample: sorts it. */
export function stepsOf(sample: Float64Array): Steps {
  return { at: sample.slice().sort(), by: new Float64Array(sample.length).fill(1) };
}

/**
 * `distance`: the two-sample Kolmogorov-Smirnov statistic, the largest difference of the two functions. `area`: the
 * first Wasserstein distance, what lies between them. NaN where either has no step.
 *
 * @example betweenSteps(stepsOf(Float64Array.of(0, 1, 3)), stepsOf(Float64Array.of(5, 6, 8))) // { distance: 1, area: 5 }
 */
export function betweenSteps(one: Steps, other: Steps): { distance: number; area: number } {
  const totals = [one, other].map(({ by }) => {
    let total = 0;
    for (let i = 0; i < by.length; i++) total += by[i];
    return total;
  });
  if (!(totals[0] > 0 && totals[1] > 0)) return { distance: Number.NaN, area: Number.NaN };
  let [i, j, risen, otherRisen, distance, area] = [0, 0, 0, 0, 0, 0];
  let before = Number.NaN;
  while (i < one.at.length || j < other.at.length) {
    const at = Math.min(one.at[i] ?? Number.POSITIVE_INFINITY, other.at[j] ?? Number.POSITIVE_INFINITY);
    const apart = Math.abs(risen / totals[0] - otherRisen / totals[1]);
    if (apart > 0) area += apart * (at - before);
    while (i < one.at.length && one.at[i] === at) risen += one.by[i++];
    while (j < other.at.length && other.at[j] === at) otherRisen += other.by[j++];
    distance = Math.max(distance, Math.abs(risen / totals[0] - otherRisen / totals[1]));
    before = at;
  }
  return { distance, area };
}
