// Another command of ours is at work on the same repository right now.

import { readdir } from 'node:fs/promises';
import { privateDirectory, type Repository } from './repository.ts';

/** Whether some branch has moved, or is about to, whose working trees follow at this moment. */
export async function othersPending(repository: Repository): Promise<boolean> {
  const names = await readdir(privateDirectory(repository, 'pending')).catch(() => []);
  return names.length > 0;
}
