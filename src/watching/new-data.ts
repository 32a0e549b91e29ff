// Files of the newest data that a model was not made from.

import { readRows } from '../data/csv/read-rows.ts';
import type { CsvFile } from '../data/csv/source.ts';
import { newestData } from '../repository/data/newest-data.ts';
import { listPinnedFiles, openPinnedFiles } from '../repository/objects/pinned-files.ts';
import type { Repository } from '../repository/repository.ts';
import { matchFiles } from '../training/match-files.ts';
import type { WatchedModel } from './watched-model.ts';

export type NewData = { commit: string; files: CsvFile[]; close(): Promise<void> };

/** By name, and so by date; known to the model are those of the same bytes under the same name. Null where there are none, or no data repository answers. */
export async function newData(repository: Repository, { model }: WatchedModel): Promise<NewData | null> {
  const { provenance, configuration } = model;
  const newest = await newestData(repository).catch(() => null);
  if (newest === null || newest.commit === provenance.data.commit) return null;
  const { store, commit } = newest;
  const [files, before] = await Promise.all([
    listPinnedFiles(store, commit),
    listPinnedFiles(store, provenance.data.commit).catch(() => null),
  ]);
  if (before === null) return null;
  const known = new Set(before.map(({ path, id }) => `${id} ${path}`));
  const wanted = new Set(
    matchFiles(
      files.map(({ path }) => path),
      configuration.data.files,
    ),
  );
  const fresh = files.filter(({ path, id }) => wanted.has(path) && !known.has(`${id} ${path}`));
  if (fresh.length === 0) return null;
  const opened = openPinnedFiles(store, fresh);
  return {
    commit,
    files: fresh.map(file => ({ path: file.path, open: () => opened.read(file) })),
    close: () => opened.close(),
  };
}

/** Rows of all files; those of a file that cannot be read count as none. */
export async function countRows({ files }: NewData): Promise<number> {
  let rows = 0;
  for (const file of files) {
    let own = 0;
    await readRows({
      files: [file],
      onFile: () => {},
      onRow: () => own++,
      onRagged: () => {},
    }).catch(() => {
      own = 0;
    });
    rows += own;
  }
  return rows;
}
