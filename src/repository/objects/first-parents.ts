// The line of commits that a branch itself went through.

import { git } from '../git/git.ts';

/** Ids from `tip` along first parents, newest first; where a shallow clone ends, the list ends. One process. */
export async function firstParents(directory: string, tip: string): Promise<string[]> {
  const { stdout } = await git(['rev-list', '--first-parent', tip, '--'], { directory });
  return stdout.split('\n').filter(line => line !== '');
}
