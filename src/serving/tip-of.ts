import type { ObjectReader } from '../repository/objects/object-reader.ts';

/**
 * The commit that a branch stands at, one of a remote (`origin/prod`) where there is none here; null for neither. Read
 * through the process that reads all else, so that looking twice a second costs no process.
 */
export async function tipOf(reader: ObjectReader, branch: string): Promise<string | null> {
  for (const space of ['refs/heads/', 'refs/remotes/']) {
    const found = await reader.read(`${space}${branch}`);
    if (found?.type === 'commit') return found.id;
  }
  return null;
}
