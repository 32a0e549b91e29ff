/** Over sorted values, so that the order in which parts come leaves no trace in the last digits. [0.1, 0.2, 0.3] -> 0.6 */
export function sumSorted(terms: readonly number[]): number {
  return terms
    .slice()
    .sort((one, other) => one - other)
    .reduce((sum, term) => sum + term, 0);
}
