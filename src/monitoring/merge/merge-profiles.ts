// Profiles of parts as the profile of all their rows: of files, of blocks of one file, of windows.

import {
  type Bounds,
  boundsOf,
  type ColumnProfile,
  type PredictionProfile,
  type Profile,
  type TimeProfile,
} from '../profile.ts';
import { mergeCategories } from './merge-categories.ts';
import { mergeErrors } from './merge-errors.ts';
import { mergeNumbers } from './merge-numbers.ts';
import { sumSorted } from './sum-sorted.ts';

/**
 * Parts hold the same columns, by name and type; their order leaves no trace but in the order of columns, which is the
 * first part's. A part without rows changes nothing. What is exact and what is bounded say `mergeNumbers`,
 * `mergeCategories` and `mergeErrors`; predictions and errors are there where every part has them. The size is that of
 * one profile.
 */
export function mergeProfiles(parts: readonly Profile[]): Profile {
  const held = parts.filter(({ rows }) => rows > 0);
  if (held.length < 2) return held[0] ?? parts[0];
  const [first] = held;
  const bounds = boundsOf(first.columns.length);
  return {
    version: 2,
    rows: held.reduce((sum, { rows }) => sum + rows, 0),
    columns: first.columns.map(({ name }) =>
      mergeColumns(
        held.map(part => columnOf(part, name)),
        bounds,
      ),
    ),
    predictions: mergePredictions(held.map(({ predictions }) => predictions)),
    errors: mergeErrors(held.map(({ errors }) => errors)),
  };
}

function columnOf({ columns }: Profile, name: string): ColumnProfile {
  const found = columns.find(column => column.name === name);
  if (found === undefined) throw new Error(`a part has no column "${name}"`);
  return found;
}

/** One column of all parts; withheld where it is in one of them. */
export function mergeColumns(parts: readonly ColumnProfile[], { cells, room }: Bounds): ColumnProfile {
  const name = {
    name: parts[0].name,
    ...(parts.some(({ withheld }) => withheld) ? { withheld: true as const } : {}),
  };
  const numbers = parts.filter(part => part.type === 'numeric');
  if (numbers.length === parts.length) return { ...name, ...mergeNumbers(numbers, cells) };
  const categories = parts.filter(part => part.type === 'categorical');
  if (categories.length === parts.length) return { ...name, ...mergeCategories(categories, room) };
  const times = parts.filter(part => part.type === 'time');
  if (times.length === parts.length) return { ...name, ...mergeTimes(times) };
  throw new Error(`"${parts[0].name}" is not of one type in all parts`);
}

function mergeTimes(parts: readonly TimeProfile[]): TimeProfile {
  const known = (of: (part: TimeProfile) => string | null) =>
    parts.flatMap(part => (of(part) === null ? [] : [Date.parse(of(part)!)]));
  const text = (times: readonly number[], pick: (...all: number[]) => number) =>
    times.length === 0 ? null : new Date(pick(...times)).toISOString();
  return {
    type: 'time',
    count: parts.reduce((sum, part) => sum + part.count, 0),
    missing: parts.reduce((sum, part) => sum + part.missing, 0),
    min: text(
      known(({ min }) => min),
      Math.min,
    ),
    max: text(
      known(({ max }) => max),
      Math.max,
    ),
  };
}

/** Null where a part has none, or other classes: then there is nothing that stands for all rows. */
function mergePredictions(parts: readonly (PredictionProfile | null)[]): PredictionProfile | null {
  const numbers = parts.filter(part => part?.task === 'regression');
  if (numbers.length === parts.length)
    return { task: 'regression', values: mergeNumbers(numbers.map(({ values }) => values)) };
  const classes = parts.filter(part => part?.task === 'classification');
  if (classes.length < parts.length) return null;
  const rows = classes.map(part => part.classes.count);
  const all = rows.reduce((sum, own) => sum + own, 0);
  const [first] = classes;
  const names = first.meanProbabilities.map(([name]) => name);
  const areAlike = classes.every(({ meanProbabilities }) =>
    names.every((name, i) => meanProbabilities.length === names.length && meanProbabilities[i][0] === name),
  );
  if (!areAlike) return null;
  const probabilities = classes.flatMap(({ probability }) => probability ?? []);
  return {
    task: 'classification',
    classes: mergeCategories(classes.map(part => part.classes)),
    meanProbabilities: names.map((name, i) => [
      name,
      sumSorted(classes.map((part, at) => (rows[at] / all) * part.meanProbabilities[i][1])),
    ]),
    probability: probabilities.length < classes.length ? null : mergeNumbers(probabilities),
  };
}
