// What the data repository holds already: its files by their blobs, and, where mv.yaml names a key, its rows.

import type { ColumnSchema } from '../data/schema.ts';
import type { Configuration } from '../project/schema.ts';
import type { NewestData } from '../repository/data/newest-data.ts';
import { listBlobs, listPinnedFiles, openPinnedFiles } from '../repository/objects/pinned-files.ts';
import { matchFiles } from '../training/match-files.ts';
import { createKnownRows, type KnownRows, takeKnownRows } from './known-rows.ts';

export type KnownFiles = {
  /** Path -> blob, of every file; may come while rows are checked. */
  blobs: Promise<ReadonlyMap<string, string>>;
  /** Null where there is no key to know rows by. */
  knownRows: KnownRows | null;
};

/** Files of rows are read only for a key; then each of them must have its columns. */
export async function readKnownFiles({
  newest: { store, commit },
  configuration: { data },
  columns,
}: {
  newest: NewestData;
  configuration: Configuration;
  columns: readonly ColumnSchema[];
}): Promise<KnownFiles> {
  const keys = data.key ?? [];
  if (keys.length === 0) {
    const blobs = listBlobs(store, commit);
    // Whoever awaits it hears of a failure.
    blobs.catch(() => {});
    return { blobs, knownRows: null };
  }
  const files = await listPinnedFiles(store, commit);
  const blobs = new Map(files.map(({ path, id }) => [path, id]));
  const wanted = new Set(matchFiles([...blobs.keys()], data.files));
  const knownRows = createKnownRows();
  const chosen = files.filter(({ path }) => wanted.has(path));
  const opened = openPinnedFiles(store, chosen);
  try {
    await takeKnownRows(knownRows, {
      files: chosen.map(file => ({ path: file.path, open: () => opened.read(file) })),
      keys,
      columns: columns.map(({ name }) => name),
      separator: data.separator,
    });
  } finally {
    await opened.close();
  }
  return { blobs: Promise.resolve(blobs), knownRows };
}
