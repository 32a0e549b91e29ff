// The files of an ingest, one after the other: checked, stored in quarantine, and given a name where rows of them are
// new.

import path from 'node:path';
import { UserError } from '../errors.ts';
import type { Configuration } from '../project/schema.ts';
import type { Quarantine } from '../repository/data/quarantine.ts';
import type { BroughtFile } from './bring-all.ts';
import type { checkRows } from './check-rows.ts';
import { type Fault, faultOf } from './fault.ts';
import type { Source } from './source.ts';
import { storeChecked, storeOthers } from './store-file.ts';
import { updatePath } from './update-path.ts';

/** What came of a source. */
export type Update = {
  source: Source;
  /** In the data repository; null where no row of it is new. */
  path: string | null;
  blob: string | null;
  rows: number;
  known: number;
  faults: Fault[];
  rejectedRows: number;
  /** The rows that were rejected, for now in a temporary file; null where there are none, or nobody asked. */
  rejected: string | null;
  unchanged: boolean;
  /** What makes all of it unreadable. */
  unreadable: UserError | null;
};

type StoreFilesInput = {
  files: readonly BroughtFile[];
  /** Git directory of the data. */
  store: string;
  quarantine: Quarantine;
  /** Path -> blob of what is there already. */
  blobs: Promise<ReadonlyMap<string, string>>;
  date: string;
  configuration: Configuration;
  check: Omit<Parameters<typeof checkRows>[0], 'file'>;
  skipRejected: boolean;
};

/** What is wrong with them is in the answer; throws where something else goes wrong. */
export async function storeFiles(input: StoreFilesInput): Promise<Update[]> {
  const { files, date, configuration } = input;
  const updates: Update[] = [];
  for (const file of files) updates.push(await storeOne(input, file));
  const there = await input.blobs;
  const taken = new Set(there.keys());
  const ids = new Set(there.values());
  for (const update of updates) {
    if (update.blob === null || update.rows === 0) continue;
    if (ids.has(update.blob)) {
      update.known += update.rows;
      update.rows = 0;
      continue;
    }
    update.path = updatePath({ date, patterns: configuration.data.files, taken });
    taken.add(update.path);
    ids.add(update.blob);
  }
  return updates;
}

async function storeOne(
  { store, quarantine, check, skipRejected }: StoreFilesInput,
  { source, folder, read }: BroughtFile,
): Promise<Update> {
  const nothing: Update = {
    source,
    path: null,
    blob: null,
    rows: 0,
    known: 0,
    faults: [],
    rejectedRows: 0,
    rejected: null,
    unchanged: read === null,
    unreadable: null,
  };
  if (read === null) return nothing;
  try {
    const { checked, blob } = await storeChecked({ ...read, store, quarantine, check });
    const reasons = [...checked.leftOut.values()];
    const rejectedRows = reasons.filter(reason => reason === 'rejected').length;
    const { rows, known, faults } = checked;
    const counted = { ...nothing, rows, known, faults, rejectedRows, blob };
    if (reasons.length === 0 || (rejectedRows > 0 && !skipRejected)) return counted;
    const rejected = rejectedRows > 0 ? path.join(folder, 'rejected.csv') : null;
    const others = await storeOthers({
      file: read.file,
      checked,
      store: { directory: store, quarantine },
      folder,
      rejected,
    });
    return { ...counted, blob: others, rejected };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...nothing, unreadable: error, faults: [faultOf(error, read.file.path)] };
  }
}
