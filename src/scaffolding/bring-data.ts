// The data repository of a new project: made from files, or cloned.

import { cloneData } from './clone-data.ts';
import type { DataSource } from './data-source.ts';
import { type BringInput, type BroughtData, storeData } from './store-data.ts';

/** Throws UserError `empty-repository`, `no-csv-files`, `data-not-found`, or Failure `clone-failed`. */
export async function bringData(source: DataSource, input: BringInput): Promise<BroughtData> {
  return source.kind === 'files' ? storeData(input, source.files) : cloneData(input, source.url);
}
