import { readdir, rename } from 'node:fs/promises';
import path from 'node:path';

/** Moves what a project's folder holds into another, `.git` last: until then nobody takes it for a project. */
export async function moveEntries(from: string, to: string): Promise<void> {
  const names = (await readdir(from)).filter(name => name !== '.git');
  for (const name of [...names, '.git']) await rename(path.join(from, name), path.join(to, name));
}
