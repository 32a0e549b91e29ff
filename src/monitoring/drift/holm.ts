/**
 * P-values adjusted so that, of all hypotheses that are true, one or more are rejected with no more than the rate at
 * which each is held against: the step-down method of Holm (1979). It supposes nothing about how they hang together.
 *
 * @example holm([0.01, 0.04, 0.03]) // [0.03, 0.06, 0.06]
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[a] - pValues[b] || a - b);
  const adjusted = new Array<number>(pValues.length);
  let before = 0;
  order.forEach((index, place) => {
    before = Math.max(before, Math.min(1, (pValues.length - place) * pValues[index]));
    adjusted[index] = before;
  });
  return adjusted;
}
