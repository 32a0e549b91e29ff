// A batch against its reference, cell by cell: the chance of what is seen where nothing has changed.

import { calibratedP } from './calibrate.ts';
import { countDraws, type DrawModel } from './draw-counts.ts';
import type { EffectiveRows } from './effective-rows.ts';
import { orderedSignals, type Signal, type Signals, unorderedSignals } from './signals.ts';

/** Up to so many effective rows a batch's chances are drawn; above, those of a continuous column are computed. */
const DRAWN = 2000;

/** `signal` is what stood out most; `pValue` has all that could have stood out in it. */
export type Compared = { pValue: number; signal: Signal };

export type Drawing = {
  seed: number;
  /** Draws at most. */
  most: number;
  /** A p-value at or below this is an alarm whatever the other columns say. */
  plain: number;
  /** What was drawn for columns alike, shared between them. */
  kept: Map<string, Null>;
};

/** What chance shows: the signals, and the least likely one of each draw, made when asked for. */
type Null = { signals: Signals; drawn: (index: number) => number };

/**
 * Of a continuous column. `gaps`: how many gaps between rows of the reference each cell has, one more in all than rows;
 * `counts` of the batch. Columns whose references are cut alike share one null distribution, since that of ranks is the
 * same for all. `rankError`: what a merged reference may be off at any edge, which is never held against the batch.
 */
export function compareGaps(
  { gaps, counts, rankError = 0 }: { gaps: Float64Array; counts: Float64Array; rankError?: number },
  rows: EffectiveRows,
  drawing: Drawing,
): Compared {
  const known = sumOf(counts);
  const total = rows.reference + 1;
  const scale = total / sumOf(gaps);
  const draws = Math.max(1, Math.round(rows.batch));
  const weights = gaps.map(gap => gap * scale);
  const model: DrawModel = { weights, total, draws, returns: 1 };
  const null_ = nullOf(`${draws} ${total} ${gaps}`, model, orderedSignals, drawing);
  const near = rankError > 0 ? nearer(counts, gaps, rankError * known) : counts;
  const observed = near.map(count => (count * draws) / known);
  if (draws <= DRAWN) return judged(observed, null_, drawing);
  // Bonferroni over the three signals: with so many rows each of them is known well.
  const signal = null_.signals.most(observed);
  return { signal, pValue: Math.min(1, 3 * Math.exp(signal.logP)) };
}

/**
 * The counts of the batch with up to `off` rows moved across each edge, as near to the reference as that brings them:
 * of all references that the merged one may stand for, one that the batch is nearest to. What is out of range stays.
 */
function nearer(counts: Float64Array, gaps: Float64Array, off: number): Float64Array {
  const [known, total] = [sumOf(counts), sumOf(gaps)];
  const last = counts.length - 1;
  const moved = new Float64Array(counts.length);
  let [own, expected, before] = [0, 0, 0];
  for (let cell = 0; cell < last; cell++) {
    own += counts[cell];
    expected += (gaps[cell] * known) / total;
    const isEdge = cell > 0 && cell < last - 1;
    const near = isEdge ? Math.min(own + off, Math.max(own - off, expected)) : own;
    const upTo = Math.min(known - counts[last], Math.max(before, near));
    moved[cell] = upTo - before;
    before = upTo;
  }
  moved[last] = known - before;
  return moved;
}

/**
 * Of a discrete column, or one of categories: the rows of both in each cell, whole counts as they are. Where they count
 * for less than independent rows, what stands out is made smaller by as much as its variance is greater; fractions of
 * rows in an urn would be no rows.
 */
export function compareCounts(
  { reference, batch }: { reference: Float64Array; batch: Float64Array },
  rows: EffectiveRows,
  kind: 'ordered' | 'named' | 'hashed',
  drawing: Drawing,
): Compared {
  const draws = sumOf(batch);
  const held: number[] = [];
  reference.forEach((count, cell) => {
    if (count + batch[cell] > 0) held.push(cell);
  });
  const weights = Float64Array.from(held, cell => reference[cell] + batch[cell]);
  const model: DrawModel = { weights, total: sumOf(weights), draws, returns: -1 };
  const signals =
    kind === 'ordered'
      ? orderedSignals
      : (own: DrawModel) => unorderedSignals(own, { named: kind === 'named' });
  const null_ = nullOf(`${kind} ${draws} ${weights}`, model, signals, drawing);
  const independent = 1 / draws + 1 / sumOf(reference);
  const inflation = Math.max(1, (1 / rows.batch + 1 / rows.reference) / independent);
  const { signal, pValue } = judged(
    Float64Array.from(held, cell => batch[cell]),
    null_,
    drawing,
    inflation,
  );
  return { pValue, signal: signal.cell === undefined ? signal : { ...signal, cell: held[signal.cell] } };
}

/** The share of the false alarms that proof may use up, so that it never comes on top of those of the draws. */
const PROOF = 0.01;

/** By proof where that is enough for an alarm, else by draws. */
function judged(
  observed: Float64Array,
  { signals, drawn }: Null,
  { most, plain }: Drawing,
  inflation = 1,
): Compared {
  const signal = signals.most(observed, inflation);
  const proven = Math.exp(signals.proven(observed, inflation)) / PROOF;
  if (proven <= plain) return { signal, pValue: proven };
  const pValue = calibratedP({ observed: signal.logP, drawn, most }) / (1 - PROOF);
  return { signal, pValue: Math.min(1, pValue) };
}

function nullOf(
  key: string,
  model: DrawModel,
  signalsOf: (model: DrawModel) => Signals,
  drawing: Drawing,
): Null {
  const known = drawing.kept.get(key);
  if (known !== undefined) return known;
  const signals = signalsOf(model);
  let draw: (() => Float64Array) | null = null;
  const seen: number[] = [];
  const made: Null = {
    signals,
    drawn(index: number): number {
      while (seen.length <= index) {
        draw ??= countDraws(model, drawing.seed);
        seen.push(signals.most(draw()).logP);
      }
      return seen[index];
    },
  };
  drawing.kept.set(key, made);
  return made;
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
