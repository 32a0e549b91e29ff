// One file into the data repository's objects, while its rows are checked.

import { statSync } from 'node:fs';
import type { CsvFile } from '../data/source.ts';
import { Moved } from '../errors.ts';
import { blobHash, writeFileAsBlob } from '../repository/blobs.ts';
import type { Quarantine } from '../repository/quarantine.ts';
import { type CheckedFile, checkRows } from './check-rows.ts';
import { writeRows } from './write-rows.ts';

export type StoredFile = {
  checked: CheckedFile;
  /** Of the rows to take, once `write` was called where some are left out; null where there is none. */
  blob: string | null;
};

type StoreInput = {
  file: CsvFile;
  disk: string;
  store: string;
  quarantine: Quarantine;
  check: Omit<Parameters<typeof checkRows>[0], 'file'>;
};

/**
 * Git writes the file while we read it; what both saw must be the same bytes: Moved `data-changed` elsewhere. Where
 * rows are left out the blob is that of the others: `writeOthers`.
 */
export async function storeChecked({
  file,
  disk,
  store,
  quarantine,
  check,
}: StoreInput): Promise<StoredFile> {
  const { environment } = quarantine;
  let hash = blobHash(0);
  const writing = writeFileAsBlob(store, disk, environment);
  // Awaited once the rows are read; if they cannot be, that is what is said.
  writing.catch(() => {});
  const digested: CsvFile = {
    ...file,
    async *open() {
      hash = blobHash(statSync(disk).size);
      for await (const chunk of file.open()) {
        hash.update(chunk);
        yield chunk;
      }
    },
  };
  try {
    const checked = await checkRows({ ...check, file: digested });
    const blob = await writing;
    if (hash.digest('hex') !== blob) throw changed(file.path);
    return { checked, blob: checked.rows === 0 ? null : blob };
  } catch (error) {
    await writing.catch(() => {});
    throw error;
  }
}

function changed(file: string): Moved {
  return new Moved(`${file} changed while it was read`, {
    code: 'data-changed',
    hint: 'run this again once nobody writes to it',
    details: { file },
  });
}

/** Writes the rows to take into a blob of their own, and those that were rejected to the new file `rejected`. */
export async function storeOthers({
  file,
  checked,
  store,
  folder,
  rejected,
}: {
  file: CsvFile;
  checked: CheckedFile;
  store: { directory: string; quarantine: Quarantine };
  /** For the file of rows to take. */
  folder: string;
  rejected: string | null;
}): Promise<string | null> {
  const accepted = `${folder}/accepted.csv`;
  await writeRows({ file, checked, accepted, rejected });
  if (checked.rows === 0) return null;
  return writeFileAsBlob(store.directory, accepted, store.quarantine.environment);
}
