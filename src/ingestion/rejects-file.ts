// Rows that were left out, kept beside what they came from, to be corrected and ingested again.

import { constants, copyFile } from 'node:fs/promises';
import path from 'node:path';
import type { Source } from './source.ts';
import type { Update } from './store-files.ts';

export type Rejects = { file: string; shown: string };

/** Gives the new files, one a source that has any. None that is there is overwritten. */
export async function writeRejects(updates: readonly Update[], directory: string): Promise<Rejects[]> {
  const written: Rejects[] = [];
  for (const { source, rejected } of updates) {
    if (rejected === null) continue;
    const file = await copyToFree(rejected, placeBeside(source, directory));
    const shown = path.relative(directory, file);
    written.push({ file, shown: shown.startsWith('..') ? file : shown });
  }
  return written;
}

/** `new.csv` gives `new.rejected`; what is no file is named by what it is called. */
function placeBeside(source: Source, directory: string): string {
  if (source.kind === 'file') return source.path.replace(/(\.[^./]*)?$/, '.rejected');
  const name = source.kind === 'input' ? 'stdin' : source.shown.replace(/^[a-z]+:\/\//i, '');
  const safe = name.replace(/\?…$/, '').replace(/[^A-Za-z0-9_-]+/g, '-');
  return path.join(directory, `${safe.replace(/^-+|-+$/g, '').slice(0, 80) || 'source'}.rejected`);
}

async function copyToFree(from: string, stem: string): Promise<string> {
  for (let number = 1; ; number++) {
    const file = number === 1 ? `${stem}.csv` : `${stem}-${number}.csv`;
    try {
      await copyFile(from, file, constants.COPYFILE_EXCL);
      return file;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
