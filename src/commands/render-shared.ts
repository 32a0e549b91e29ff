// What push, pull and clone did with branches and data, as a document and for a person.

import { shortCommit } from '../terminal/format.ts';
import { renderTable } from '../terminal/table.ts';
import type { Context } from './command.ts';

export type SharedBranch = {
  branch: string;
  before: string | null;
  after: string | null;
  note: string | null;
};

export type SharedDocument = {
  branches: SharedBranch[];
  data: { before: string | null; after: string | null; note: string | null };
};

export function documentOf<B extends SharedBranch>(
  branches: readonly B[],
  { before, after, note }: SharedDocument['data'],
): SharedDocument {
  return {
    branches: branches.map(({ branch, before, after, note }) => ({ branch, before, after, note })),
    data: { before, after, note },
  };
}

/** Only what moved, or has something to say; one line where that is nothing. */
export function renderShared(
  { colours, width }: Context,
  { branches, data }: SharedDocument,
  { done, place }: { done: string; place: string },
): string {
  const all = [...branches, { branch: 'data', ...data }];
  const told = all.filter(({ before, after, note }) => before !== after || note !== null);
  if (told.length === 0) return `nothing new: ${place}`;
  const moved = told.some(({ before, after }) => before !== after);
  const short = (commit: string | null, none: string) => (commit === null ? none : shortCommit(commit));
  const notes = told.flatMap(({ branch, note }) => (note === null ? [] : [`${branch}: ${note}`]));
  const table = renderTable({
    columns: [
      { title: 'branch', align: 'left', shrink: 1 },
      { title: 'before', align: 'left' },
      { title: 'now', align: 'left' },
    ],
    rows: all
      .filter(({ before, after }) => before !== after)
      .map(({ branch, before, after }) => [branch, short(before, 'new'), short(after, '')]),
    width,
    paintTitle: colours.dim,
  });
  return [
    `${moved ? colours.green(done) : 'nothing new'}: ${place}`,
    ...(moved ? ['', table] : []),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n');
}
