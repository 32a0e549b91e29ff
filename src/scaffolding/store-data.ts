// The data of a new project, where they are files: Git takes them into a repository while their rows are read, and
// afterwards it is seen to it that both had the same bytes.

import { statSync } from 'node:fs';
import path from 'node:path';
import { type CsvFile, fileOnDisk } from '../data/csv/source.ts';
import { shownValue } from '../data/place.ts';
import { Moved } from '../errors.ts';
import { createBareRepository } from '../repository/bare-repository.ts';
import { blobHash } from '../repository/objects/blobs.ts';
import { chooseFiles } from './choose-files.ts';
import type { SourceFile } from './data-source.ts';
import type { Staging } from './staging.ts';

export type StoredData = {
  /** Git directory that holds the data. */
  store: string;
  commit: string;
};

export type BroughtData = {
  /** Comes while the rows are read. */
  stored: Promise<StoredData>;
  /** What `.gitmodules` says: relative where project and data are siblings. */
  url: string;
  /** The same, resolved. */
  resolvedUrl: string;
  /** `data.files` of mv.yaml. */
  patterns: string[];
  /** Files of rows as the data repository calls them, in code-unit order. */
  paths: string[];
  /** The same, to be read; each bears the name that a person knows it by. */
  files: CsvFile[];
  /** What is stored, once all rows were read. Throws Moved `data-changed` where other bytes were read than stored. */
  confirm(): Promise<StoredData>;
  /** Waits for what is under way. */
  close(): Promise<void>;
};

export type BringInput = {
  staging: Staging;
  /** `data.files` as the caller wants it, where it was said. */
  patterns: string[] | undefined;
  /** Whether Git may ask for a password. */
  asks: boolean;
  epoch: number | null;
};

/** Throws UserError `no-csv-files`. What Git fails with comes with `stored`. */
export function storeData(
  { staging, patterns: given, epoch }: BringInput,
  files: readonly SourceFile[],
): BroughtData {
  const byPath = new Map(files.map(file => [file.stored, file]));
  const { patterns, paths } = chooseFiles([...byPath.keys()], given);
  const { data: store, place } = staging;
  const made = createBareRepository({
    directory: store,
    files: new Map(files.map(file => [file.stored, file.disk])),
    message: `Initial data: ${files.length === 1 ? path.basename(files[0].stored) : `${files.length} files`}\n`,
    epoch,
  });
  const stored = made.then(({ commit }) => ({ store, commit }));
  // Awaited once the rows are read; if they cannot be, that is what is said.
  stored.catch(() => {});
  const read = new Map<string, string>();
  return {
    stored,
    url: `../${path.basename(place.data)}`,
    resolvedUrl: place.data,
    patterns,
    paths,
    files: paths.map(name => identified(byPath.get(name)!, id => read.set(name, id))),
    async confirm() {
      const { blobs } = await made;
      const other = paths.find(name => read.get(name) !== blobs.get(name));
      if (other === undefined) return stored;
      throw new Moved(`${shownValue(byPath.get(other)!.shown)} changed while it was read`, {
        code: 'data-changed',
        hint: 'run this again once nobody writes to it',
        details: { file: byPath.get(other)!.shown },
      });
    },
    async close() {
      await stored.catch(() => {});
    },
  };
}

/** The file, which tells at each end of its bytes the id that Git gives to them. */
function identified({ disk, shown }: SourceFile, tell: (id: string) => void): CsvFile {
  const { open } = fileOnDisk({ path: disk, shownAs: shown });
  return {
    path: shown,
    async *open() {
      const hash = blobHash(statSync(disk).size);
      for await (const chunk of open()) {
        hash.update(chunk);
        yield chunk;
      }
      tell(hash.digest('hex'));
    },
  };
}
