// Rows of a pinned data commit, read from its objects, with the digests that say which bytes they were.

import { readCsv } from '../data/csv/csv.ts';
import type { ColumnSchema } from '../data/schema.ts';
import type { Table } from '../data/table.ts';
import { UserError } from '../errors.ts';
import { schemasOf } from '../project/input-columns.ts';
import type { Configuration } from '../project/schema.ts';
import type { DataFile } from '../provenance/data-files.ts';
import { listPinnedFiles, openPinnedFiles } from '../repository/objects/pinned-files.ts';
import { type DigestedFile, digestWhileRead } from './digest-while-read.ts';
import { matchFiles } from './match-files.ts';

export type Dataset = { table: Table; files: DataFile[] };

/** The columns that training reads: every declared one that is not excluded, the time even then. */
export function columnsToRead(configuration: Configuration): ColumnSchema[] {
  const { problem, features } = configuration;
  const names = Object.keys(features.columns).filter(
    name => !features.exclude.includes(name) || name === problem.time,
  );
  return schemasOf(configuration, names);
}

/**
 * Reads the rows of `commit` from the Git directory `store`. Throws UserError `no-data-files` where no file matches,
 * and what reading a CSV throws, with file, line and column.
 */
export async function readDataset({
  configuration,
  store,
  commit,
}: {
  configuration: Configuration;
  store: string;
  commit: string;
}): Promise<Dataset> {
  const pinned = await listPinnedFiles(store, commit);
  const wanted = new Set(
    matchFiles(
      pinned.map(file => file.path),
      configuration.data.files,
    ),
  );
  const chosen = pinned.filter(file => wanted.has(file.path));
  if (chosen.length === 0) {
    throw new UserError(
      `the data commit ${commit.slice(0, 10)} has no file that "data.files" names (${configuration.data.files.join(', ')})`,
      {
        code: 'no-data-files',
        hint: `correct "data.files" in mv.yaml; files there: ${
          pinned
            .slice(0, 8)
            .map(file => file.path)
            .join(', ') || 'none'
        }`,
      },
    );
  }
  const opened = openPinnedFiles(store, chosen);
  try {
    const files = chosen.map(file => digestWhileRead({ path: file.path, open: () => opened.read(file) }));
    const table = await readCsv({
      files,
      columns: columnsToRead(configuration),
      separator: configuration.data.separator,
      // Updates of ten years: a column that nobody reads may come and go.
      mixed: true,
    });
    return { table, files: describeFiles(table, files) };
  } finally {
    await opened.close();
  }
}

/** One entry a file of the table, in its order. */
export function describeFiles(table: Table, read: readonly DigestedFile[]): DataFile[] {
  const starts = table.origin.files.map(file => file.firstRow);
  return table.origin.files.map(({ path }, index) => ({
    path,
    ...read[index].digested(),
    rows: (starts[index + 1] ?? table.rows) - starts[index],
  }));
}
