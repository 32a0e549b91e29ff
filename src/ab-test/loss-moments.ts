// Sums of losses, one loss a unit: all that the intervals need, in any order, in one pass.

/** Powers of the deviations from the mean, added up: `m2` of squares, `m3` of cubes, `m4` of fourth powers. */
export type LossMoments = { count: number; mean: number; m2: number; m3: number; m4: number };

export const noLosses = (): LossMoments => ({ count: 0, mean: 0, m2: 0, m3: 0, m4: 0 });

/** Takes one more loss into `moments`, without a loss of digits (Pébay 2008, Sandia report SAND2008-6212). */
export function addLoss(moments: LossMoments, loss: number): void {
  const before = moments.count;
  const count = before + 1;
  const deviation = loss - moments.mean;
  const step = deviation / count;
  const step2 = step * step;
  const term = deviation * step * before;
  moments.count = count;
  moments.mean += step;
  moments.m4 +=
    term * step2 * (count * count - 3 * count + 3) + 6 * step2 * moments.m2 - 4 * step * moments.m3;
  moments.m3 += term * step * (count - 2) - 3 * step * moments.m2;
  moments.m2 += term;
}

/** The moments of both sets of losses together (same source). */
export function mergeMoments(a: LossMoments, b: LossMoments): LossMoments {
  if (a.count === 0) return { ...b };
  if (b.count === 0) return { ...a };
  const count = a.count + b.count;
  const apart = b.mean - a.mean;
  const both = (a.count * b.count) / count;
  return {
    count,
    mean: a.mean + (apart * b.count) / count,
    m2: a.m2 + b.m2 + apart ** 2 * both,
    m3:
      a.m3 +
      b.m3 +
      (apart ** 3 * both * (a.count - b.count)) / count +
      (3 * apart * (a.count * b.m2 - b.count * a.m2)) / count,
    m4:
      a.m4 +
      b.m4 +
      (apart ** 4 * both * (a.count ** 2 - a.count * b.count + b.count ** 2)) / count ** 2 +
      (6 * apart ** 2 * (a.count ** 2 * b.m2 + b.count ** 2 * a.m2)) / count ** 2 +
      (4 * apart * (a.count * b.m3 - b.count * a.m3)) / count,
  };
}

/** Mean squared deviation, by one less than the count; null under two losses. */
export const varianceOf = ({ count, m2 }: LossMoments): number | null =>
  count < 2 ? null : m2 / (count - 1);

/**
 * The share of the losses that says something of their spread: 1 / kurtosis. Of a thousand 0/1 losses with ten ones it
 * is 0.01, so that a thousand of them count as ten; of normal losses 1/3. 0 where all are alike.
 */
export const tellingShare = ({ count, m2, m4 }: LossMoments): number => (m4 > 0 ? m2 ** 2 / (m4 * count) : 0);
