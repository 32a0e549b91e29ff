// Rows that models are to be held against each other on: those of a data commit, or of a CSV.

import { readCsv } from '../data/csv/csv.ts';
import type { Separator } from '../data/csv/separator.ts';
import type { CsvFile } from '../data/csv/source.ts';
import type { ColumnSchema } from '../data/schema.ts';
import type { Table } from '../data/table.ts';
import { UserError } from '../errors.ts';
import type { DataFile } from '../provenance/data-files.ts';
import { listPinnedFiles, openPinnedFiles } from '../repository/objects/pinned-files.ts';
import { describeFiles } from '../training/dataset.ts';
import { type DigestedFile, digestWhileRead } from '../training/digest-while-read.ts';
import { matchFiles } from '../training/match-files.ts';

export type RowSource = {
  /** What a person called it. */
  name: string;
  /** The data commit; null for a CSV. */
  data: string | null;
  separator: Separator | undefined;
  /** Equal where the rows are the same bytes, read alike. */
  identity(): Promise<string>;
  /** Gives the files to `use`; they can be read more than once until it resolves. */
  withFiles<T>(use: (files: readonly CsvFile[]) => Promise<T>): Promise<T>;
};

export function sourceOfCsv(name: string, file: CsvFile, separator?: Separator): RowSource {
  const identity = async () => {
    const digested = digestWhileRead(file);
    for await (const _ of digested.open());
    return JSON.stringify([digested.digested().digest, separator]);
  };
  return { name, data: null, separator, identity, withFiles: use => use([file]) };
}

/** `patterns`: which files of the commit hold rows. Reading throws UserError `no-data-files` where none does. */
export function sourceOfData({
  name,
  store,
  commit,
  patterns,
  separator,
}: {
  name: string;
  /** Git directory that holds the commit. */
  store: string;
  commit: string;
  patterns: readonly string[];
  separator?: Separator;
}): RowSource {
  return {
    name,
    data: commit,
    separator,
    identity: async () => JSON.stringify([commit, patterns, separator]),
    async withFiles(use) {
      const pinned = await listPinnedFiles(store, commit);
      const paths = pinned.map(file => file.path);
      const wanted = new Set(matchFiles(paths, patterns));
      if (wanted.size === 0) throw noFiles(commit, patterns);
      const opened = openPinnedFiles(store);
      try {
        return await use(
          pinned
            .filter(file => wanted.has(file.path))
            .map(file => ({ path: file.path, open: () => opened.read(file) })),
        );
      } finally {
        await opened.close();
      }
    },
  };
}

function noFiles(commit: string, patterns: readonly string[]): UserError {
  return new UserError(
    `the data commit ${commit.slice(0, 10)} has no file that "data.files" names (${patterns.join(', ')})`,
    { code: 'no-data-files', hint: 'correct "data.files" in mv.yaml' },
  );
}

export type SourceRows = { table: Table; files: DataFile[] };

/** Gives the same rows in the same order whatever `columns` are; each set of columns is read once. */
export function sourceReader(files: readonly CsvFile[], separator: Separator | undefined) {
  const known = new Map<string, Promise<SourceRows>>();
  const readFresh = async (columns: readonly ColumnSchema[]) => {
    const digested: DigestedFile[] = files.map(digestWhileRead);
    const table = await readCsv({ files: digested, columns, separator, mixed: true, allowEmpty: true });
    return { table, files: describeFiles(table, digested) };
  };
  return (columns: readonly ColumnSchema[]): Promise<SourceRows> => {
    const key = JSON.stringify(columns);
    const reading = known.get(key) ?? readFresh(columns);
    known.set(key, reading);
    return reading;
  };
}
