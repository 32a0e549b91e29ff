// How long a block must be, so that what depends on each other stays together.

/** The constants of the published rule: how many small correlations in a row end the search, and how small they are. */
const SMALL_IN_A_ROW = 5;
const SMALL = 2;

/**
 * Rows a block for a circular block bootstrap of the mean of `series`, which is in order of time: the rule of Politis
 * and White (2004) with the correction of Patton, Politis and White (2009). 1 where nothing depends on its neighbours;
 * never more than a twentieth of the rows, so that there are blocks enough to draw from. O(rows x lags), lags about
 * the square root of the rows at most.
 *
 * An autoregressive series of coefficient 0.6 and 5,000 rows: about 30.
 */
export function blockLength(series: Float64Array): number {
  const rows = series.length;
  const longest = Math.max(1, Math.floor(rows / 20));
  if (rows < 40) return 1;
  const inARow = Math.max(SMALL_IN_A_ROW, Math.ceil(Math.sqrt(Math.log10(rows))));
  const furthest = Math.min(Math.ceil(Math.sqrt(rows)) + inARow, rows - 1);
  const covariances = autocovariances(series, furthest);
  if (!(covariances[0] > 0)) return 1;
  const bound = SMALL * Math.sqrt(Math.log10(rows) / rows);
  const last = lastCorrelation(covariances, bound, inARow);
  if (last === 0) return 1;
  const lags = Math.min(2 * last, furthest);
  let spectrum = covariances[0];
  let slope = 0;
  for (let lag = 1; lag <= lags; lag++) {
    const weighted = 2 * flatTop(lag / lags) * covariances[lag];
    spectrum += weighted;
    slope += lag * weighted;
  }
  if (!(spectrum > 0)) return 1;
  const length = Math.cbrt((2 * slope * slope * rows) / ((4 / 3) * spectrum * spectrum));
  return Math.min(longest, Math.max(1, Math.ceil(length)));
}

/** The lag after which so many correlations in a row are small; 0 where none is large. */
function lastCorrelation(covariances: Float64Array, bound: number, inARow: number): number {
  const isLarge = (lag: number) => Math.abs(covariances[lag] / covariances[0]) > bound;
  let small = 0;
  for (let lag = 1; lag < covariances.length; lag++) {
    small = isLarge(lag) ? 0 : small + 1;
    if (small === inARow) return lag - inARow;
  }
  for (let lag = covariances.length - 1; lag > 0; lag--) if (isLarge(lag)) return lag;
  return 0;
}

function autocovariances(series: Float64Array, furthest: number): Float64Array {
  const rows = series.length;
  let mean = 0;
  for (const value of series) mean += value / rows;
  const centred = series.map(value => value - mean);
  return Float64Array.from({ length: furthest + 1 }, (_, lag) => {
    let sum = 0;
    for (let row = lag; row < rows; row++) sum += centred[row] * centred[row - lag];
    return sum / rows;
  });
}

/** The trapezoid window: 1 up to a half, then down to 0 at 1. */
function flatTop(share: number): number {
  return Math.min(1, 2 * (1 - share));
}
