// Batches that come from where the reference came from, drawn in counts: what chance alone would show.

import { randomDraws } from '../../data/random-draws.ts';
import { logChance, ratio, type Urn } from './count-tails.ts';

/**
 * What a batch of `draws` rows is drawn from, if nothing has changed. `returns` 1: the gaps between the rows of the
 * reference, each as likely as another and likelier once something fell there (Polya's urn), which is exactly how rows
 * of a continuous column fall, whatever its distribution. -1: reference and batch thrown together, of which any `draws`
 * rows could have been the batch; `weights` are whole.
 */
export type DrawModel = { weights: Float64Array; total: number; draws: number; returns: 1 | -1 };

/** Beyond so many rows a cell a batch is drawn cell by cell: one count takes about as long as that. */
const ROWS_A_CELL = 150;

/** Each call draws one batch; the array is overwritten by the next. */
export function countDraws(model: DrawModel, seed: number): () => Float64Array {
  const draw = randomDraws(seed);
  if (model.draws > ROWS_A_CELL * model.weights.length) return cellByCell(model, draw);
  return model.returns === 1 ? fromGaps(model, draw) : fromBoth(model, draw);
}

const STEPS = 4096;

function fromGaps({ weights, total, draws }: DrawModel, draw: (below: number) => number): () => Float64Array {
  const counts = new Float64Array(weights.length);
  const drawn = new Uint16Array(draws);
  const ends = new Float64Array(weights.length);
  let end = 0;
  weights.forEach((weight, cell) => {
    end += weight;
    ends[cell] = end;
  });
  // The cell at the start of each of many even steps: one or two looks find the place.
  const starts = new Uint16Array(STEPS + 1);
  let cell = 0;
  for (let step = 0; step <= STEPS; step++) {
    while (cell < weights.length - 1 && ends[cell] <= (step * total) / STEPS) cell++;
    starts[step] = cell;
  }
  return () => {
    counts.fill(0);
    for (let i = 0; i < draws; i++) {
      const place = (draw(0x100000000) / 0x100000000) * (total + i);
      let own: number;
      if (place >= total) own = drawn[Math.floor(place - total)];
      else {
        own = starts[Math.floor((place / total) * STEPS)];
        while (ends[own] <= place && own < ends.length - 1) own++;
      }
      drawn[i] = own;
      counts[own]++;
    }
    return counts;
  };
}

function fromBoth({ weights, total, draws }: DrawModel, draw: (below: number) => number): () => Float64Array {
  const counts = new Float64Array(weights.length);
  const labels = new Uint16Array(total);
  let filled = 0;
  weights.forEach((weight, cell) => {
    labels.fill(cell, filled, filled + weight);
    filled += weight;
  });
  return () => {
    counts.fill(0);
    // What was shuffled before is as good a start as any.
    for (let i = 0; i < draws; i++) {
      const other = i + draw(total - i);
      const label = labels[other];
      labels[other] = labels[i];
      labels[i] = label;
      counts[label]++;
    }
    return counts;
  };
}

function cellByCell(
  { weights, total, draws, returns }: DrawModel,
  draw: (below: number) => number,
): () => Float64Array {
  const counts = new Float64Array(weights.length);
  return () => {
    let left = draws;
    let other = total;
    weights.forEach((own, cell) => {
      other -= own;
      const last = cell === weights.length - 1 || other <= 0;
      counts[cell] =
        left === 0 || own === 0 ? 0 : last ? left : drawCount({ own, other, draws: left, returns }, draw);
      left -= counts[cell];
    });
    return counts;
  };
}

/** One count from an urn, by inversion outwards from its likeliest value. O(its standard deviation). */
function drawCount(urn: Urn, draw: (below: number) => number): number {
  const { own, other, draws, returns } = urn;
  const least = returns === 1 ? 0 : Math.max(0, draws - other);
  const most = returns === 1 ? draws : Math.min(draws, own);
  const mean = Math.round((draws * own) / (own + other));
  let low = Math.min(most, Math.max(least, mean));
  let high = low;
  let belowChance = Math.exp(logChance(urn, low));
  let aboveChance = belowChance;
  let left = draw(0x100000000) / 0x100000000 - belowChance;
  while (left > 0 && (low > least || high < most)) {
    if (low > least) {
      belowChance /= ratio(urn, --low);
      left -= belowChance;
      if (left <= 0) return low;
    }
    if (high < most) {
      aboveChance *= ratio(urn, high++);
      left -= aboveChance;
      if (left <= 0) return high;
    }
    if (belowChance + aboveChance < 1e-18) break;
  }
  return left <= 0 ? low : mean;
}
