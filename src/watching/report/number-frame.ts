// A numeric column of reference and window in the same bars: from cells of equally many rows to bars of equal width.

import type { NumberCounts } from '../../monitoring/drift/count-numbers.ts';
import type { NumberProfile } from '../../monitoring/profile-numbers.ts';

export type NumberFrame = {
  /** n + 1 ascending ends of n bars. */
  edges: number[];
  reference: number[];
  window: number[];
  /** Whether the outermost bars hold what lies further out too. */
  isCut: boolean;
  /** Whether a bar is a value. */
  isOfValues: boolean;
};

/** Rows between two values, evenly as far as is known; of one value where both are the same. */
type Stretch = { from: number; to: number; reference: number; window: number };

const BARS = 24;
/** Values at equal distances, such as hours, have a bar each up to so many. */
const MOST_VALUES = 40;
/** Left out on each side where it would stretch the axis. */
const TAIL = 0.005;
const WIDER = 1.5;

/** Null where the reference has no value. */
export function numberFrame(profile: NumberProfile, batch: NumberCounts): NumberFrame | null {
  const step = evenStep(profile, batch);
  const stretches = stretchesOf(profile, batch, step ?? 0);
  if (stretches.length === 0) return null;
  const low = Math.min(...stretches.map(({ from }) => from));
  const high = Math.max(...stretches.map(({ to }) => to));
  if (step !== null) {
    const bars = Math.round((high - low) / step) + 1;
    const first = low - step / 2;
    if (bars <= MOST_VALUES)
      return {
        ...countedIn(
          stretches,
          Array.from({ length: bars + 1 }, (_, at) => first + at * step),
        ),
        isCut: false,
        isOfValues: true,
      };
  }
  const [from, to] = shownRange(stretches, low, high);
  const width = (to - from) / BARS;
  const edges = Array.from({ length: BARS + 1 }, (_, at) => (at === BARS ? to : from + at * width));
  return { ...countedIn(stretches, edges), isCut: low < from || high > to, isOfValues: false };
}

/** How far neighbouring values are apart where they all lie on a grid and the window keeps to it; else null. */
function evenStep({ cells }: NumberProfile, batch: NumberCounts): number | null {
  if (cells.kind !== 'values' || cells.values.length === 0) return null;
  if (batch.cells.some((count, cell) => cell % 2 === 1 && count > 0)) return null;
  const { values } = cells;
  // What is always the same is a grid of one, unless the window has something else.
  if (values.length === 1) return batch.below + batch.above > 0 ? null : 1;
  const step = Math.min(...values.slice(1).map((value, at) => value - values[at]));
  const places = values.map(value => (value - values[0]) / step);
  return places.every(place => Math.abs(place - Math.round(place)) < 1e-6) ? step : null;
}

/** `step`: values of a grid stay half a step away from the next ones. */
function stretchesOf(profile: NumberProfile, batch: NumberCounts, step: number): Stretch[] {
  const { cells } = profile;
  const bounds = cells.kind === 'values' ? cells.values : cells.edges;
  const low = profile.min ?? bounds[0];
  const high = profile.max ?? bounds[bounds.length - 1];
  if (low === undefined || high === undefined) return [];
  const known = batch.rows - batch.missing;
  const found: Stretch[] = [];
  if (batch.below > 0) {
    const to = batch.below === known ? batch.max : low - step;
    found.push({ from: batch.min, to: Math.max(batch.min, to), reference: 0, window: batch.below });
  }
  if (cells.kind === 'values') {
    cells.values.forEach((value, at) => {
      found.push({ from: value, to: value, reference: cells.counts[at], window: batch.cells[2 * at] });
      const between = batch.cells[2 * at + 1] ?? 0;
      if (between > 0) found.push({ from: value, to: cells.values[at + 1], reference: 0, window: between });
    });
  } else {
    const ends = [low, ...cells.edges, high];
    cells.counts.forEach((reference, at) => {
      found.push({ from: ends[at], to: ends[at + 1], reference, window: batch.cells[at] });
    });
  }
  if (batch.above > 0) {
    const from = batch.above === known ? batch.min : high + step;
    found.push({ from: Math.min(batch.max, from), to: batch.max, reference: 0, window: batch.above });
  }
  return found.filter(({ from, to }) => Number.isFinite(from) && Number.isFinite(to));
}

/** All of both, or without their thinnest ends where those would take the room of the rest. */
function shownRange(stretches: readonly Stretch[], low: number, high: number): [number, number] {
  const inOrder = [...stretches].sort((one, other) => one.from - other.from);
  const ends = (['reference', 'window'] as const).flatMap(of => {
    const total = inOrder.reduce((sum, each) => sum + each[of], 0);
    if (total === 0) return [];
    return [valueAt(inOrder, of, TAIL * total), valueAt(inOrder, of, (1 - TAIL) * total)];
  });
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  if (high - low > WIDER * (to - from) && to > from) return [from, to];
  if (high > low) return [low, high];
  const room = Math.abs(low) / 10 || 1;
  return [low - room, high + room];
}

function valueAt(inOrder: readonly Stretch[], of: 'reference' | 'window', rows: number): number {
  let counted = 0;
  for (const stretch of inOrder) {
    const own = stretch[of];
    if (own > 0 && counted + own >= rows)
      return stretch.from + ((stretch.to - stretch.from) * Math.max(0, rows - counted)) / own;
    counted += own;
  }
  return inOrder[inOrder.length - 1].to;
}

function countedIn(
  stretches: readonly Stretch[],
  edges: number[],
): Pick<NumberFrame, 'edges' | 'reference' | 'window'> {
  const bars = edges.length - 1;
  const reference = new Array<number>(bars).fill(0);
  const window = new Array<number>(bars).fill(0);
  const width = (edges[bars] - edges[0]) / bars;
  const barOf = (value: number) => Math.min(bars - 1, Math.max(0, Math.floor((value - edges[0]) / width)));
  for (const { from, to, ...rows } of stretches) {
    const [first, last] = [barOf(from), barOf(to)];
    for (let bar = first; bar <= last; bar++) {
      const left = bar === first ? from : edges[bar];
      const right = bar === last ? to : edges[bar + 1];
      const share = to > from ? (right - left) / (to - from) : 1;
      reference[bar] += share * rows.reference;
      window[bar] += share * rows.window;
    }
  }
  return { edges, reference, window };
}
