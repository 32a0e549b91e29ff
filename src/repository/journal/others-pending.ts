// Another command of ours is at work on the same repository right now.

import { readdirSync } from 'node:fs';
import { isThere } from '../is-there.ts';
import { privateDirectory, type Repository } from '../repository.ts';

/** Whether some branch has moved, or is about to, whose working trees follow at this moment. */
export async function othersPending(repository: Repository): Promise<boolean> {
  const folder = privateDirectory(repository, 'pending');
  return (await isThere(folder)) && readdirSync(folder).length > 0;
}
