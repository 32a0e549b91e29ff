// How a model erred on several parts, as on all their rows.

import type { ErrorProfile } from '../decay/error-profile.ts';
import type { PredictionBand } from '../decay/prediction-bands.ts';
import type { ClassShares, MeanMetric } from '../decay/row-values.ts';
import type { SegmentErrors } from '../decay/segment-rows.ts';
import { pool, type Summary } from '../decay/summary.ts';
import { sumSorted } from './sum-sorted.ts';

/** Metrics whose number of a row is its own; those of ratios and of the area hang on the rows beside it, and are not known of parts. */
const ADDITIVE: readonly MeanMetric[] = ['mse', 'mae', 'accuracy', 'log_loss'];
const MOST_BANDS = 10;

/**
 * Null where a part has none. Means and variances of metrics, classes and segments are those of all rows. Bands are the
 * parts' own, put together by neighbours: a row may stand in a band next to its own. `spread` is the mean of the parts',
 * the least that it may be.
 */
export function mergeErrors(parts: readonly (ErrorProfile | null)[]): ErrorProfile | null {
  const held = parts.filter(part => part !== null);
  if (held.length < parts.length) return null;
  const rows = held.reduce((sum, part) => sum + part.rows, 0);
  const share = (part: ErrorProfile) => part.rows / rows;
  const metrics: ErrorProfile['metrics'] = {};
  for (const metric of ADDITIVE) {
    const own = held.flatMap(part => part.metrics[metric] ?? []);
    if (own.length === held.length) metrics[metric] = pooled(own);
  }
  const isNumeric = held.every(({ spread }) => spread !== null);
  return {
    ...{ rows, metrics },
    spread: isNumeric ? sumSorted(held.map(part => share(part) * part.spread!)) : null,
    classes: mergeClasses(held, share),
    bands: mergeBands(held.flatMap(({ bands }) => bands)),
    segments: mergeSegments(held),
  };
}

function pooled(parts: readonly Summary[]): Summary {
  return pool(parts.slice().sort((one, other) => one.rows - other.rows || one.mean - other.mean));
}

function mergeClasses(parts: readonly ErrorProfile[], share: (part: ErrorProfile) => number): ClassShares[] {
  const names = [...new Set(parts.flatMap(({ classes }) => classes.map(({ name }) => name)))].sort();
  return names.map(name => {
    const sum = (of: (own: ClassShares) => number) =>
      sumSorted(
        parts.map(part => {
          const own = part.classes.find(each => each.name === name);
          return own === undefined ? 0 : share(part) * of(own);
        }),
      );
    return {
      name,
      truths: sum(({ truths }) => truths),
      claims: sum(({ claims }) => claims),
      hits: sum(({ hits }) => hits),
    };
  });
}

/** About equally many rows in each; those that end at the same number are one. */
function mergeBands(bands: readonly PredictionBand[]): PredictionBand[] {
  const ends = [...new Set(bands.map(({ upTo }) => upTo))].sort((one, other) => one - other);
  const rows = bands.reduce((sum, band) => sum + band.rows, 0);
  const groups: PredictionBand[][] = [];
  let before = 0;
  for (const end of ends) {
    const place = Math.min(MOST_BANDS - 1, Math.floor((before * MOST_BANDS) / rows));
    const own = bands.filter(({ upTo }) => upTo === end);
    groups[place] = [...(groups[place] ?? []), ...own];
    before += own.reduce((sum, band) => sum + band.rows, 0);
  }
  return groups
    .filter(group => group !== undefined)
    .map(group => ({ upTo: Math.max(...group.map(({ upTo }) => upTo)), ...pooled(group) }));
}

/** Of columns that all parts have; a value that some part has among its others is counted where it is named. */
function mergeSegments(parts: readonly ErrorProfile[]): SegmentErrors[] {
  const [first, ...rest] = parts;
  return first.segments.flatMap(({ column, values }) => {
    const others = rest.flatMap(({ segments }) => segments.find(each => each.column === column) ?? []);
    if (others.length < rest.length) return [];
    const all = [values, ...others.map(other => other.values)].flat();
    const names = [...new Set(all.map(({ value }) => value))];
    const merged = names.map(value => ({ value, ...pooled(all.filter(each => each.value === value)) }));
    merged.sort((one, other) => other.rows - one.rows || (one.value < other.value ? -1 : 1));
    return [{ column, values: merged }];
  });
}
