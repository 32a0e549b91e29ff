// monitoring/reference.json: a profile as text and back.

import { UserError } from '../errors.ts';
import type { Profile } from './profile.ts';
import { evenCounts } from './profile-numbers.ts';

/** One line a column, so that a difference of two versions says which columns moved. */
export function writeProfile(profile: Profile): string {
  const { columns, ...rest } = profile;
  const lines = columns.map(column => JSON.stringify(column, withoutEven));
  const head = JSON.stringify(rest, withoutEven).slice(0, -1);
  return `${head},"columns":[\n${lines.join(',\n')}\n]}\n`;
}

type Edged = {
  kind: 'edges';
  edges: number[];
  counts?: number[];
  uneven?: [cell: number, count: number][];
  rankError?: number;
};

/** Of counts that are nearly even those that are not are enough. */
function withoutEven(_: string, value: unknown): unknown {
  if (!hasEdges(value) || value.counts === undefined) return value;
  const { counts, ...rest } = value;
  const even = evenCounts(
    counts.reduce((sum, count) => sum + count, 0),
    counts.length,
  );
  const uneven = counts.flatMap((count, cell) => (count === even[cell] ? [] : [[cell, count]]));
  return 3 * uneven.length > counts.length ? value : { ...rest, uneven };
}

function hasEdges(value: unknown): value is Edged {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'edges';
}

/** Puts the others in again: they are even over the known values of a numeric column. */
function withEven(_: string, value: unknown): unknown {
  const column = value as { cells?: unknown; count: number; missing: number } | null;
  if (typeof column !== 'object' || column === null || !hasEdges(column.cells)) return value;
  const { uneven, ...rest } = column.cells;
  if (uneven === undefined) return value;
  const counts = evenCounts(column.count - column.missing, rest.edges.length + 1);
  for (const [cell, count] of uneven) counts[cell] = count;
  return { ...column, cells: { ...rest, counts } };
}

/** Throws UserError `old-reference` for a profile of another version and `invalid-reference` for what is none. */
export function readProfile(text: string): Profile {
  let read: Partial<Profile> | null;
  try {
    read = JSON.parse(text, withEven);
  } catch {
    throw invalid();
  }
  const version: unknown = read?.version;
  if (typeof version === 'number' && version !== 2)
    throw new UserError(`monitoring/reference.json has version ${version}; this program reads version 2`, {
      code: 'old-reference',
      hint: 'git-model train --force makes the model and its reference anew',
      details: { version },
    });
  if (version !== 2 || !Array.isArray(read?.columns) || typeof read.rows !== 'number') throw invalid();
  return read as Profile;
}

function invalid(): UserError {
  return new UserError('monitoring/reference.json is no profile', {
    code: 'invalid-reference',
    hint: 'git-model train --force makes the model and its reference anew',
  });
}
