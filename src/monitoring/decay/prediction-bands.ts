// The error by what was predicted: what it would be now, had only the inputs moved.

import type { Prediction } from '../../models/learner.ts';
import { pool, type Summary, summarise } from './summary.ts';

/** Rows whose prediction (of classes: the probability of the one predicted) is at most `upTo`, and above the band before. */
export type PredictionBand = Summary & { upTo: number };

const BANDS = 10;

/** Bands that hold about equally many rows; those that would end at the same number are one. The last ends at infinity, written as the greatest double. */
export function byPrediction(prediction: Prediction, loss: Float64Array): PredictionBand[] {
  const said = saidOf(prediction);
  const sorted = said.slice().sort();
  const edges = Array.from(
    { length: BANDS - 1 },
    (_, at) => sorted[Math.ceil(((at + 1) * sorted.length) / BANDS) - 1],
  );
  const ends = [...new Set([...edges, Number.MAX_VALUE])];
  const places = bandsOf(said, ends);
  return ends
    .map((upTo, band) => ({ upTo, ...summarise(loss.filter((_, row) => places[row] === band)) }))
    .filter(band => band.rows > 0);
}

/**
 * The error that the release's bands foretell for these predictions, and what they had: `mean` of the first is what a
 * change of the inputs alone would make of it, as far as the prediction tells rows apart. Null where there are no bands.
 */
export function foretold(bands: readonly PredictionBand[], prediction: Prediction): Summary | null {
  if (bands.length === 0) return null;
  const places = bandsOf(
    saidOf(prediction),
    bands.map(({ upTo }) => upTo),
  );
  const counts = new Float64Array(bands.length);
  for (const band of places) counts[band]++;
  return pool(bands.map((band, at) => ({ ...band, rows: counts[at] })));
}

function saidOf(prediction: Prediction): Float64Array {
  if (prediction.task === 'regression') return prediction.values;
  const { codes, classes, probabilities } = prediction;
  return Float64Array.from(codes, (code, row) => probabilities[row * classes.length + code]);
}

/** The first band whose end is not below the value; beyond the last end, the last. */
function bandsOf(values: Float64Array, ends: readonly number[]): Int32Array {
  return Int32Array.from(values, value => {
    const band = ends.findIndex(end => value <= end);
    return band === -1 ? ends.length - 1 : band;
  });
}
