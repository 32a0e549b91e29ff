// All sources of an ingest as files on this disk, those left out whose servers say that nothing is new.

import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { CsvFile } from '../data/csv/source.ts';
import type { ColumnSchema } from '../data/schema.ts';
import { holdsHistory, type NewestData } from '../repository/data/newest-data.ts';
import type { Repository } from '../repository/repository.ts';
import { type BringInput, bringSource } from './bring-source.ts';
import type { Validators } from './download.ts';
import { openValidators } from './kept-validators.ts';
import type { Source } from './source.ts';

/** What surrounds the sources: handed in, so that nothing here looks at the process. */
export type SourceContext = Pick<BringInput, 'environment' | 'input' | 'permissions'> & {
  /** Folder of the command: where the rejects of what is no file go. */
  directory: string;
  onProgress(step: string, share: number): void;
};

export type BroughtFile = {
  source: Source;
  /** For what has to be written down about it. */
  folder: string;
  /** Null where nothing is new. */
  read: { file: CsvFile; disk: string } | null;
};

type BringAllInput = {
  repository: Repository;
  sources: readonly Source[];
  folder: string;
  newest: NewestData;
  columns: readonly ColumnSchema[];
  from: SourceContext;
};

/** `keepValidators` is for afterwards: the data commit that holds all rows. Throws what `bringSource` throws. */
export async function bringAll({
  repository,
  sources,
  folder,
  newest,
  columns,
  from,
}: BringAllInput): Promise<{
  files: BroughtFile[];
  keepValidators(data: string): Promise<void>;
}> {
  const validators = await openValidators(repository);
  const expected = createHash('sha256').update(JSON.stringify(columns)).digest('hex').slice(0, 8);
  const files: BroughtFile[] = [];
  const kept: { shown: string; url: string; validators: Validators }[] = [];
  for (const [index, source] of sources.entries()) {
    from.onProgress(source.shown, index / sources.length);
    const own = path.join(folder, String(index));
    await mkdir(own);
    const brought = await bringSource({
      ...from,
      source,
      folder: own,
      directory: repository.directory,
      async validatorsFor(url) {
        const known = validators.read(source.shown, { url, columns: expected });
        return known && (await holdsHistory(newest, known.data)) ? known : null;
      },
    });
    const read = brought.status === 'new' ? { file: brought.file, disk: brought.disk } : null;
    files.push({ source, folder: own, read });
    if (brought.status === 'new' && brought.fetched) kept.push({ shown: source.shown, ...brought.fetched });
  }
  return {
    files,
    keepValidators: data => validators.write(kept.map(entry => ({ ...entry, columns: expected, data }))),
  };
}
