// Some of the rows that models were scored on, as though there were no others.

import { takeTarget } from '../data/target.ts';
import { scorePrediction } from '../metrics/score.ts';
import type { Prediction } from '../models/learner.ts';
import { pick } from '../training/pick.ts';
import type { ScoredRows } from './score-on-rows.ts';

/** `places` ascend. `columns` stay those of all rows. */
export function partOfRows(
  { rows, target, timeOrder, times, models, columns }: ScoredRows,
  places: Uint32Array,
): ScoredRows {
  const within = takeTarget(target, places);
  const at = new Map(Array.from(places, (place, position) => [place, position]));
  return {
    rows: { ...rows, used: places.length },
    target: within,
    timeOrder:
      timeOrder &&
      Uint32Array.from(Array.from(timeOrder, place => at.get(place) ?? -1).filter(position => position >= 0)),
    times: times && pick(times, places),
    models: models.map(model => {
      if (model.prediction === null) return model;
      const prediction = partOf(model.prediction, places);
      return { prediction, metrics: scorePrediction(within, prediction), problem: null };
    }),
    columns,
  };
}

function partOf(prediction: Prediction, places: Uint32Array): Prediction {
  if (prediction.task === 'regression') return { ...prediction, values: pick(prediction.values, places) };
  const width = prediction.classes.length;
  const probabilities = new Float64Array(places.length * width);
  places.forEach((place, at) => {
    probabilities.set(prediction.probabilities.subarray(place * width, (place + 1) * width), at * width);
  });
  return { ...prediction, codes: pick(prediction.codes, places), probabilities };
}
