// Categories in an order, for three classes or more: no order holds the best partition for certain, and all
// partitions are too many. The first principal component of the class shares is nearly as good as the best
// (Coppersmith, Hong and Hosking, 1999), and with two classes it is the exact order by share.

type ClassTable = {
  bins: Uint8Array;
  groups: number;
  /** [bin x classes + class], weights. */
  binClasses: Float64Array;
  /** By class, over all groups. */
  classWeights: Float64Array;
};

/** Power steps: any direction between the first components orders well, so a few are enough. */
const STEPS = 12;

/** Writes positions in `bins` to `order`, by their score on the component; equal scores by position. */
export function orderByFirstComponent(
  { bins, groups, binClasses, classWeights }: ClassTable,
  order: Uint8Array,
): void {
  const classes = classWeights.length;
  const total = sumOf(classWeights, 0, classes);
  const weights = new Float64Array(groups);
  // Shares of the classes in each group, less those of the node.
  const shares = new Float64Array(groups * classes);
  let widest = 0;
  let widestSpread = -1;
  for (let group = 0; group < groups; group++) {
    const from = bins[group] * classes;
    const weight = sumOf(binClasses, from, from + classes);
    let spread = 0;
    for (let code = 0; code < classes; code++) {
      const share = binClasses[from + code] / weight - classWeights[code] / total;
      shares[group * classes + code] = share;
      spread += weight * share * share;
    }
    weights[group] = weight;
    if (spread > widestSpread) {
      widestSpread = spread;
      widest = group;
    }
  }
  const scores = new Float64Array(groups);
  let direction = shares.slice(widest * classes, (widest + 1) * classes);
  for (let step = 0; step <= STEPS; step++) {
    const next = new Float64Array(classes);
    let greatest = 0;
    for (let group = 0; group < groups; group++) {
      let score = 0;
      for (let code = 0; code < classes; code++) score += shares[group * classes + code] * direction[code];
      scores[group] = score;
      for (let code = 0; code < classes; code++)
        next[code] += weights[group] * score * shares[group * classes + code];
    }
    for (const value of next) greatest = Math.max(greatest, Math.abs(value));
    if (greatest === 0) break;
    direction = next.map(value => value / greatest);
  }
  for (let group = 0; group < groups; group++) {
    let at = group;
    for (; at > 0 && scores[order[at - 1]] > scores[group]; at--) order[at] = order[at - 1];
    order[at] = group;
  }
}

function sumOf(values: Float64Array, from: number, to: number): number {
  let total = 0;
  for (let i = from; i < to; i++) total += values[i];
  return total;
}
