// What servers said of files that were ingested: kept on this machine, so that nothing new costs nothing. It holds no
// row and no secret, and without it everything works as well, only slower.

import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { privateDirectory, type Repository } from '../repository/repository.ts';
import type { Validators } from './download.ts';

type Kept = Validators & {
  /** Eight digits of the digest of the whole address: enough to see that it changed, too few to find a secret by. */
  address: string;
  /** What is expected of rows: under other columns the same file may be wrong. */
  columns: string;
  /** Commit of the data that holds its rows. It must still be part of the newest. */
  data: string;
};

export type ValidatorStore = {
  read(shown: string, what: { url: string; columns: string }): (Validators & { data: string }) | null;
  write(
    kept: { shown: string; url: string; columns: string; data: string; validators: Validators }[],
  ): Promise<void>;
};

/** The file `.git/mv/sources.json`, by what each source is called. One that cannot be read is as good as none. */
export async function openValidators(repository: Repository): Promise<ValidatorStore> {
  const file = `${privateDirectory(repository, 'sources')}.json`;
  const read = async () => {
    try {
      return new Map(Object.entries(JSON.parse(await readFile(file, 'utf8')) as Record<string, Kept>));
    } catch {
      return new Map<string, Kept>();
    }
  };
  const known = await read();
  return {
    read(shown, { url, columns }) {
      const kept = known.get(shown);
      return kept && kept.address === digits(url) && kept.columns === columns ? kept : null;
    },
    async write(entries) {
      if (entries.length === 0) return;
      // Read again: somebody else may have ingested from elsewhere meanwhile.
      const all = await read();
      for (const { shown, url, columns, data, validators } of entries) {
        if (validators.etag === null && validators.lastModified === null) all.delete(shown);
        else all.set(shown, { ...validators, address: digits(url), columns, data });
      }
      await mkdir(path.dirname(file), { recursive: true });
      const part = `${file}.${process.pid}.part`;
      await writeFile(part, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`, { mode: 0o600 });
      await rename(part, file);
    },
  };
}

function digits(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
