// The files of a log that are there, with their sizes and ages.

import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type LogName, readLogName } from './log-names.ts';

export type LogFileFound = {
  file: string;
  name: LogName;
  bytes: number;
  /** When it was last written to, in milliseconds since 1970. */
  changed: number;
};

/** In the order of writers' beginnings, the files of each in theirs. A folder that is not there has none. */
export async function listLogFiles(folder: string): Promise<LogFileFound[]> {
  const names = (await readdir(folder).catch(() => [])).sort();
  const found = await Promise.all(
    names.map(async entry => {
      const name = readLogName(entry);
      if (name === null) return [];
      const file = path.join(folder, entry);
      // Deleted meanwhile, as being too old.
      const stats = await stat(file).catch(() => null);
      return stats === null ? [] : [{ file, name, bytes: stats.size, changed: stats.mtimeMs }];
    }),
  );
  return found.flat().sort((one, other) => one.name.began - other.name.began);
}
