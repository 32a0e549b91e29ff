// How far probabilities are from what happens.

const BINS = 10;

/**
 * Expected calibration error (Naeini et al., 2015) of the likeliest class: rows in ten bins of equal width by its
 * probability, the mean over rows of how far each bin's mean probability lies from its share of hits. 0 is perfect.
 *
 * @example of four rows given 0.75, three of them right: 0
 */
export function expectedCalibrationError({
  probabilities,
  actual,
  classes,
}: {
  /** rows x classes, row-major. */
  probabilities: Float64Array;
  actual: Int32Array;
  classes: number;
}): number {
  const sums = new Float64Array(BINS);
  const hits = new Float64Array(BINS);
  for (let row = 0; row < actual.length; row++) {
    let best = 0;
    for (let code = 1; code < classes; code++) {
      if (probabilities[row * classes + code] > probabilities[row * classes + best]) best = code;
    }
    const given = probabilities[row * classes + best];
    const bin = Math.min(BINS - 1, Math.floor(given * BINS));
    sums[bin] += given;
    if (best === actual[row]) hits[bin]++;
  }
  let error = 0;
  for (let bin = 0; bin < BINS; bin++) error += Math.abs(sums[bin] - hits[bin]);
  return error / actual.length;
}
