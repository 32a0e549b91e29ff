// One file into the data repository's objects, while its rows are checked.

import type { CsvFile } from '../data/csv/source.ts';
import type { Quarantine } from '../repository/data/quarantine.ts';
import { writeFileAsBlob } from '../repository/objects/blobs.ts';
import { fileForCheck, watchFile } from './check-file.ts';
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
 * Git writes the file while we read it; nobody else may write to it meanwhile: Moved `data-changed`. Where rows are left
 * out the blob is that of the others: `storeOthers`.
 */
export async function storeChecked({
  file,
  disk,
  store,
  quarantine,
  check,
}: StoreInput): Promise<StoredFile> {
  const unchanged = watchFile(file.path, disk);
  const writing = writeFileAsBlob(store, disk, quarantine.environment);
  // Awaited once the rows are read; if they cannot be, that is what is said.
  writing.catch(() => {});
  try {
    const checked = await checkRows({ ...check, file: fileForCheck(file, disk) });
    const blob = await writing;
    unchanged();
    return { checked, blob: checked.rows === 0 ? null : blob };
  } catch (error) {
    await writing.catch(() => {});
    throw error;
  }
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
