// A call from inside `data/` means the project that the data belong to, and not the repository of the data.

import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { DATA } from './data/data-folder.ts';

/**
 * The folder of the project, where `directory` is in its `data/`; else `directory` as it is. Looks at files alone: it
 * precedes every command.
 */
export function projectAround(directory: string): string {
  for (let folder = directory; ; folder = path.dirname(folder)) {
    const entry = path.join(folder, '.git');
    const status = statSync(entry, { throwIfNoEntry: false });
    if (status === undefined) {
      if (path.dirname(folder) === folder) return directory;
      continue;
    }
    if (path.basename(folder) !== DATA || !status.isFile()) return directory;
    const leads = readFileSync(entry, 'utf8').trim();
    return leads.endsWith(`/modules/${DATA}`) ? path.dirname(folder) : directory;
  }
}
